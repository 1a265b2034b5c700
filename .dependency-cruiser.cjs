/** The rules of the house: which room may know which. `npm run check:layers` holds the code to them. */
const PURE = '^src/(replication|incidents|operations|wording)/';
const ADAPTERS = ['postgres', 'store', 'slack', 'http', 'config', 'chart'];
const TESTS = '\\.test\\.ts$|/testing/';

/** @type {import('dependency-cruiser').IConfiguration} */
module.exports = {
  forbidden: [
    {
      name: 'no-circles',
      comment: 'What needs itself cannot be understood from either end.',
      severity: 'error',
      from: {},
      to: { circular: true, viaOnly: { dependencyTypesNot: ['type-only'] } },
    },
    {
      name: 'pure-knows-only-pure',
      comment: 'The core is a function of what it is given: no clock, no files, no libraries.',
      severity: 'error',
      from: { path: PURE, pathNot: TESTS },
      to: { pathNot: PURE },
    },
    {
      name: 'pg-only-where-it-belongs',
      severity: 'error',
      from: { path: '^src/', pathNot: ['^src/(postgres|store)/', TESTS] },
      to: { path: 'node_modules/(pg|pg-[a-z-]+|@types/pg)/' },
    },
    {
      name: 'slack-only-where-it-belongs',
      severity: 'error',
      from: { path: '^src/', pathNot: ['^src/slack/', TESTS] },
      to: { path: 'node_modules/@slack/' },
    },
    {
      name: 'drawing-only-where-it-belongs',
      severity: 'error',
      from: { path: '^src/', pathNot: ['^src/chart/', TESTS] },
      to: { path: 'node_modules/(d3-[a-z]+|@types/d3-[a-z]+|@resvg/|dejavu-fonts-ttf)' },
    },
    ...ADAPTERS.map((room) => ({
      name: `${room}-knows-no-other-adapter`,
      comment: 'Adapters are put together by app.ts and know only the core.',
      severity: 'error',
      from: { path: `^src/${room}/`, pathNot: TESTS },
      to: { path: '^src/', pathNot: [PURE, `^src/${room}/`, '^src/clock\\.ts$'] },
    })),
    {
      name: 'monitor-knows-only-the-core',
      severity: 'error',
      from: { path: '^src/(monitor|operator)/', pathNot: TESTS },
      to: { path: '^src/', pathNot: [PURE, '^src/(monitor|operator)/', '^src/clock\\.ts$'] },
    },
    {
      name: 'config-only-at-the-top',
      severity: 'error',
      from: { path: '^src/', pathNot: ['^src/[^/]+\\.ts$', '^src/(cli|config)/', TESTS] },
      to: { path: '^src/config/' },
    },
    {
      name: 'nothing-from-the-lab',
      comment: 'What people run does not need what tests run.',
      severity: 'error',
      from: { path: '^src/', pathNot: TESTS },
      to: { path: '^(lab|test|bench|scripts)/' },
    },
    {
      name: 'only-dependencies-that-ship',
      severity: 'error',
      from: { path: '^src/', pathNot: TESTS },
      to: {
        dependencyTypes: ['npm-dev', 'npm-no-pkg', 'npm-unknown'],
        pathNot: 'node_modules/@types/',
      },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    tsConfig: { fileName: 'tsconfig.json' },
    tsPreCompilationDeps: true,
    enhancedResolveOptions: {
      extensions: ['.ts', '.tsx', '.js'],
      conditionNames: ['import', 'node', 'types'],
    },
  },
};
