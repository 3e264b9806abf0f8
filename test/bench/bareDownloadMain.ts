import { bareDownload, sizeOf } from './bareDownload'

/** One bare download in a fresh process: `{ms, resources}`, the time from the first request to the last JSON.parse. */
const began = performance.now()
const all = await bareDownload(process.argv[2] ?? '')
console.log(JSON.stringify({ ms: performance.now() - began, resources: sizeOf(all) }))
