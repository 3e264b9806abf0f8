import { version } from '../../package.json'

/** Of Signalbox. */
export { version }
