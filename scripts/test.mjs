import { spawnSync } from 'node:child_process'
import { mkdirSync, readFileSync, rmSync } from 'node:fs'
import { join, relative } from 'node:path'
import { ensureBuilt } from './build.mjs'
import { obtainChromium } from './chromium.mjs'
import { checkRequirements, giveUp, root } from './requirements.mjs'

/**
 * `npm test`: everything, on a bare machine. Gets a browser, builds, runs, and ends with one line: `N passed, N failed`.
 * Arguments narrow it and go to Vitest: `npm test -- --project unit`, `npm test -- test/e2e/take.test.ts`.
 */
checkRequirements()
const args = process.argv.slice(2)
const env = { ...process.env }

if (!onlyProjects('unit', 'integration')) {
  const chromium = await obtainChromium()
  if (chromium === null) {
    giveUp(
      'The tests need a Chromium that starts, and none could be had. Install one (Debian: apt-get install chromium), ' +
        'or say where it is: CHROMIUM_PATH=/path/to/chromium npm test\n0 passed, 1 failed',
    )
  }
  env.CHROMIUM_PATH = chromium
}
if (!onlyProjects('unit')) ensureBuilt()

// The browser tasks come last and alone: on two cores they would share with the sockets of all other tests.
const runs =
  args.length > 0
    ? [args]
    : [
        ['--project', 'unit', '--project', 'integration'],
        ['--project', 'e2e'],
      ]
const sum = total(runs.map((each, i) => vitest(each, join(root, 'test-results', `vitest-${i + 1}.json`))))
// What failed is named once more at the end, where it is not buried under the rest.
for (const name of sum.names) console.log(`failed: ${name}`)
console.log(`${sum.passed} passed, ${sum.failed} failed${sum.skipped > 0 ? `, ${sum.skipped} skipped` : ''}`)
process.exit(sum.failed === 0 && sum.passed > 0 ? 0 : 1)

/** Whether the arguments narrow the run to these projects of vitest.config.ts and no others. */
function onlyProjects(...names) {
  const chosen = args.flatMap((arg, i) => {
    if (arg === '--project') return [args[i + 1]]
    return arg.startsWith('--project=') ? [arg.slice('--project='.length)] : []
  })
  return chosen.length > 0 && chosen.every((name) => names.includes(name))
}

function vitest(given, report) {
  mkdirSync(join(root, 'test-results'), { recursive: true })
  rmSync(report, { force: true })
  const program = join(root, 'node_modules', 'vitest', 'vitest.mjs')
  const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${report}`]
  const options = { cwd: root, env, stdio: 'inherit' }
  const { status } = spawnSync(process.execPath, [program, 'run', ...reporters, ...given], options)
  return countVitest(report, status)
}

/** A file that could not be loaded, and a run that ended badly without saying which test, count as one failure each. */
function countVitest(file, code) {
  let json
  try {
    json = JSON.parse(readFileSync(file, 'utf8'))
  } catch {
    console.error(`Vitest ended with code ${code} and without a report.`)
    return { passed: 0, failed: 1, skipped: 0, names: ['Vitest gave no report'] }
  }
  const names = json.testResults.flatMap(({ name, status: state, assertionResults }) => {
    const tests = assertionResults.filter((test) => test.status === 'failed')
    if (tests.length === 0) return state === 'failed' ? [relative(root, name)] : []
    return tests.map((test) => `${relative(root, name)} > ${test.fullName}`)
  })
  if (names.length === 0 && code !== 0) names.push(`Vitest ended with code ${code}`)
  return {
    passed: json.numPassedTests,
    failed: names.length,
    skipped: json.numPendingTests + json.numTodoTests,
    names,
  }
}

function total(counts) {
  return counts.reduce(
    (sum, each) => ({
      passed: sum.passed + each.passed,
      failed: sum.failed + each.failed,
      skipped: sum.skipped + each.skipped,
      names: [...sum.names, ...each.names],
    }),
    { passed: 0, failed: 0, skipped: 0, names: [] },
  )
}
