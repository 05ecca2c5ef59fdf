import { defineConfig } from 'vitest/config'
const shared = { testTimeout: 30_000, hookTimeout: 60_000, isolate: false, maxWorkers: 1 }
export default defineConfig({
  test: {
    projects: [
      { test: { ...shared, name: 'protocol-node', include: ['services/chat/test/protocol/**/*.test.ts'], exclude: ['services/chat/test/protocol/numbers/**'], globalSetup: 'deploy/test/redis-for-tests.ts' } },
      { test: { ...shared, name: 'protocol-cluster', include: ['services/chat/test/protocol/**/*.test.ts'], globalSetup: 'services/chat/test/support/cluster-for-tests.ts' } },
    ],
  },
})
