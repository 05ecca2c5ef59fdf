// The dependency rule: contract <- everyone; store <- chat, archive; client <- web, loadtest, tests; services never
// import each other otherwise. See CONTRIBUTING.md.
/** @type {import('dependency-cruiser').IConfiguration} */
module.exports = {
  forbidden: [
    { name: 'no-circular', severity: 'error', from: {}, to: { circular: true } },
    {
      name: 'no-orphans',
      severity: 'error',
      from: { orphan: true, path: '^services/[^/]+/src', pathNot: 'main\\.tsx?$' },
      to: {},
    },
    { name: 'not-resolvable', severity: 'error', from: {}, to: { couldNotResolve: true } },
    {
      name: 'contract-knows-nobody',
      comment: 'The contract runs in browsers: no other package of ours, no Node modules.',
      severity: 'error',
      from: { path: '^services/contract/src' },
      to: { path: '^services/(?!contract/)|^deploy|^loadtest' },
    },
    {
      name: 'contract-is-for-browsers',
      severity: 'error',
      from: { path: '^services/contract/src' },
      to: { dependencyTypes: ['core'] },
    },
    {
      name: 'store-knows-only-the-contract',
      severity: 'error',
      from: { path: '^services/store/src' },
      to: { path: '^services/(?!store/|contract/)|^deploy|^loadtest' },
    },
    {
      name: 'client-knows-only-the-contract',
      severity: 'error',
      from: { path: '^services/client/src' },
      to: { path: '^services/(?!client/|contract/)|^deploy|^loadtest' },
    },
    {
      name: 'client-is-for-browsers',
      severity: 'error',
      from: { path: '^services/client/src' },
      to: { dependencyTypes: ['core'] },
    },
    {
      name: 'client-carries-no-schemas',
      comment: 'Of the contract, types alone: its schemas would bring zod into the bundle.',
      severity: 'error',
      from: { path: '^services/client/src' },
      to: { path: '^services/contract/', dependencyTypesNot: ['type-only'] },
    },
    {
      name: 'web-knows-the-client-and-contract-types',
      comment: 'Everything it shows comes from the SDK. Of the contract, types alone, as in the SDK.',
      severity: 'error',
      from: { path: '^services/web/src' },
      to: { path: '^services/(?!web/|client/|contract/)|^deploy|^loadtest' },
    },
    {
      name: 'web-is-for-browsers',
      severity: 'error',
      from: { path: '^services/web/src' },
      to: { dependencyTypes: ['core'] },
    },
    {
      name: 'web-carries-no-schemas',
      severity: 'error',
      from: { path: '^services/web/src' },
      to: { path: '^services/contract/', dependencyTypesNot: ['type-only'] },
    },
    {
      name: 'nodes-know-no-client',
      severity: 'error',
      from: { path: '^services/(?!client/|web/)[^/]+/src' },
      to: { path: '^services/client/' },
    },
    {
      name: 'services-know-no-deployment',
      severity: 'error',
      from: { path: '^services/[^/]+/src' },
      to: { path: '^deploy|^loadtest' },
    },
    {
      name: 'only-the-store-knows-redis',
      severity: 'error',
      from: { path: '^services/(?!store/)[^/]+/src' },
      to: { path: 'node_modules/(redis|@redis)/' },
    },
    {
      name: 'what-k6-runs-knows-no-node',
      comment: 'k6 is not Node.js: what it runs has neither its modules nor packages, but types.',
      severity: 'error',
      from: { path: '^loadtest/k6/(chat|plan|report|script|socketio)/' },
      to: { dependencyTypes: ['core', 'npm'], dependencyTypesNot: ['type-only'], pathNot: '@types/k6' },
    },
    {
      name: 'packages-by-their-door',
      comment: 'Another package is imported by its name, never by a path into its src.',
      severity: 'error',
      from: { path: '^services/([^/]+)/src' },
      to: { path: '^services/(?!$1/)[^/]+/src/(?!index\\.ts$)' },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: 'node_modules/\\.cache|/dist/' },
    tsPreCompilationDeps: true,
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'node', 'default'],
      extensions: ['.ts', '.tsx', '.mjs', '.js', '.json', '.css'],
    },
  },
}
