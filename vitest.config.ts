import { defineConfig, type TestProjectConfiguration } from 'vitest/config'

const redis = 'deploy/test/redis-for-tests.ts'
const cluster = 'services/chat/test/support/cluster-for-tests.ts'
const k6 = 'loadtest/test/support/k6-for-tests.ts'
const protocol = 'services/chat/test/protocol/**/*.test.ts'
const numbers = 'services/chat/test/protocol/numbers/**/*.test.ts'
const kinds = 'services/*/test/kinds/**/*.test.ts'

interface ProjectOptions {
  globalSetup?: string[]
  exclude?: string[]
  testTimeout?: number
  isolate?: boolean
  maxWorkers?: number
}

// The protocol's files share nothing but the target, and mostly wait.
const together = { isolate: false, maxWorkers: 2 }

let order = 0
/** A group of tests; groups run one after the other, in the order they stand here. */
const project = (
  name: string,
  include: string[],
  options: ProjectOptions = {},
): TestProjectConfiguration => ({
  test: {
    name,
    include,
    testTimeout: 30_000,
    hookTimeout: 60_000,
    sequence: { groupOrder: order++ },
    ...options,
  },
})

// In order of cost. Redis, nginx, Chromium and Docker are the real ones, started by the run and ended with it. The protocol is
// tested twice: against one node inside the test's process, and through nginx against a cluster of three.
export default defineConfig({
  test: {
    projects: [
      project('unit', [
        'services/contract/test/**/*.test.ts',
        'services/chat/test/unit/**/*.test.ts',
        'deploy/test/unit/**/*.test.ts',
        'loadtest/test/unit/**/*.test.ts',
      ]),
      project('web', ['services/web/test/unit/**/*.test.ts']),
      project('store', ['services/store/test/**/*.test.ts'], { globalSetup: [redis], exclude: [kinds] }),
      project('node', ['services/chat/test/node/**/*.test.ts'], { globalSetup: [redis] }),
      project('protocol-node', [protocol], { globalSetup: [redis], exclude: [numbers], ...together }),
      project('protocol-cluster', [protocol], {
        globalSetup: [redis, cluster],
        exclude: [numbers],
        ...together,
      }),
      // Sentinel, Cluster, TLS, users: each file starts its own servers.
      project('redis-kinds', [kinds], { globalSetup: [redis], testTimeout: 60_000, maxWorkers: 1 }),
      // Load and faults: one file at a time, so that they meet only what they make themselves.
      project('numbers', [numbers], { globalSetup: [redis, cluster], testTimeout: 60_000, maxWorkers: 1 }),
      project('client', ['services/client/test/**/*.test.ts'], {
        globalSetup: [redis, cluster],
        testTimeout: 90_000,
        maxWorkers: 1,
      }),
      project('browser', ['services/web/test/browser/**/*.test.ts'], {
        globalSetup: ['services/web/test/browser/support/set-up.ts'],
        testTimeout: 60_000,
        maxWorkers: 1,
      }),
      project('local', ['deploy/test/local*.test.ts'], { testTimeout: 120_000 }),
      project('compose', ['deploy/test/compose*.test.ts'], { testTimeout: 240_000 }),
      // k6 for real; on a fresh machine it is built first.
      project('loadtest', ['loadtest/test/{node,k6}/**/*.test.ts'], {
        globalSetup: [redis, k6],
        testTimeout: 120_000,
        maxWorkers: 1,
      }),
      project('chaos', ['loadtest/chaos/test/**/*.test.ts'], { testTimeout: 120_000, maxWorkers: 1 }),
      // Ratios to an ordinary Socket.IO cluster in the same run.
      project('guard', ['loadtest/bench/test/**/*.test.ts'], { testTimeout: 120_000, maxWorkers: 1 }),
    ],
  },
})
