import type { Change, Run } from '../../../../contract'
import { MonoBlock } from '../../../components/MonoBlock'
import styles from './TakeSheet.module.css'

function Words({ change }: { readonly change: Change }) {
  const { error, reason } = change
  const device = error?.device ?? null
  const words = device?.error
  return (
    <div className={styles.failure} role="alert">
      <b>
        {change.target.label}{' '}
        {change.state === 'skipped' ? 'was skipped' : error?.code === 'DEVICE_SILENT' ? 'is silent' : 'was refused'}
      </b>
      <p>
        {error?.text ?? reason ?? 'Nothing says why.'}
        {words !== null && words !== undefined && words !== '' && !(error?.text.includes(words) ?? false) && (
          <> “{words}”</>
        )}
      </p>
      {device !== null && (
        <MonoBlock
          title="What the device answered"
          note={device.status === null ? '' : String(device.status)}
          text={JSON.stringify(device, null, 2)}
        />
      )}
    </div>
  )
}

/** Which changes failed, in the devices' own words. */
export function Failures({ run }: { readonly run: Run }) {
  const failed = run.changes.filter(
    ({ state, code }) => state === 'failed' || (state === 'skipped' && code !== 'ALREADY_SO'),
  )
  const log = run.compensation?.entries ?? []
  const stands = run.changes.filter((change) => change.state === 'verified').length
  return (
    <div className={styles.failures}>
      {failed.map((change) => (
        <Words key={change.id} change={change} />
      ))}
      {log.map((entry) => (
        <p key={entry.change} className={entry.outcome === 'reverted' ? 'quiet' : 'warn'}>
          {entry.text}
        </p>
      ))}
      {stands > 0 && (
        <p className="quiet">
          {stands} {stands === 1 ? 'is' : 'are'} done and stay{stands === 1 ? 's' : ''} so.
        </p>
      )}
    </div>
  )
}
