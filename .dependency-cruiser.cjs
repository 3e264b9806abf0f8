/**
 * Imports run one way (docs/architecture.md). Each row of src/main may use the rows before it and not its
 * neighbours in the same row; the lab is the outside world; the renderer knows the contract only.
 */
const rows = [
  ['store', 'telemetry', 'nmos', 'secrets'],
  ['plant', 'broker'],
  ['discovery', 'tally'],
  ['policy'],
  ['drivers'],
  ['execution'],
  ['automation'],
  ['relay'],
  ['api'],
]

const upwards = rows.flatMap((row, i) =>
  row.map((layer) => {
    const allowed = [layer, ...rows.slice(0, i).flat()]
    return {
      name: `layer-${layer}`,
      severity: 'error',
      comment: `${layer} may use contract and the rows before it, nothing else of ours`,
      from: { path: `^src/main/${layer}/` },
      to: { path: '^src/', pathNot: `^src/(contract/|main/(${allowed.join('|')})/)` },
    }
  }),
)

module.exports = {
  forbidden: [
    ...upwards,
    { name: 'no-cycles', severity: 'error', from: {}, to: { circular: true } },
    { name: 'contract-alone', severity: 'error', from: { path: '^src/contract/' }, to: { path: '^src/(?!contract/)' } },
    {
      name: 'renderer-contract-only',
      severity: 'error',
      from: { path: '^src/renderer/' },
      to: { path: '^src/(?!contract/|renderer/)' },
    },
    { name: 'preload-thin', severity: 'error', from: { path: '^src/preload/' }, to: { path: '^src/(?!preload/)' } },
    { name: 'lab-is-outside', severity: 'error', from: { path: '^src/lab/' }, to: { path: '^src/(?!lab/)' } },
    { name: 'nobody-imports-the-lab', severity: 'error', from: { path: '^src/(?!lab/)' }, to: { path: '^src/lab/' } },
    {
      name: 'engine-knows-no-electron',
      severity: 'error',
      from: { path: '^src/(?!main/(electron\\.ts|desktop/)|preload/)' },
      to: { path: '(^|/)electron(/|$)', dependencyTypes: ['npm-dev', 'npm'] },
    },
    { name: 'resolvable', severity: 'error', from: {}, to: { couldNotResolve: true, pathNot: '^electron' } },
  ],
  options: {
    tsConfig: { fileName: 'tsconfig.json' },
    tsPreCompilationDeps: true,
    doNotFollow: { path: 'node_modules' },
    enhancedResolveOptions: { exportsFields: ['exports'], conditionNames: ['import', 'node', 'default', 'types'] },
  },
}
