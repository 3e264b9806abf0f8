import { attachCodeCache } from './codeCache'

/** The entry of Signalbox without a desktop. What it runs is loaded after the cache is there for it. */
const compiled = attachCodeCache(import.meta.dirname)
void import('./runHost').then(({ runHost }) => runHost(import.meta.dirname, compiled))
