import { builtEntry, ensureBuilt } from './build.mjs'
import { runInstead } from './forward.mjs'
import { checkRequirements, giveUp } from './requirements.mjs'

/** `npm run host -- …`, `npm run lab -- …`: an entry of the build, with its flags. */
const entries = ['host', 'lab']
const [entry, ...flags] = process.argv.slice(2)

if (!entries.includes(entry)) giveUp(`node scripts/run.mjs ${entries.join('|')} [flags]`, 2)
checkRequirements()
ensureBuilt()
runInstead(process.execPath, [builtEntry(entry), ...flags], { cwd: process.cwd() })
