import { defineConfig } from 'vitest/config'

const shared = { testTimeout: 30_000, hookTimeout: 60_000 }
const redis = 'deploy/test/redis-for-tests.ts'

// In order of cost. Every test file gets its own key prefix on one real Redis that the run starts and ends.
export default defineConfig({
  test: {
    projects: [
      {
        test: {
          ...shared,
          name: 'unit',
          include: [
            'services/contract/test/**/*.test.ts',
            'services/chat/test/unit/**/*.test.ts',
            'deploy/test/unit/**/*.test.ts',
          ],
        },
      },
      {
        test: { ...shared, name: 'store', include: ['services/store/test/**/*.test.ts'], globalSetup: redis },
      },
      {
        test: {
          ...shared,
          name: 'node',
          include: ['services/chat/test/node/**/*.test.ts'],
          globalSetup: redis,
        },
      },
    ],
  },
})
