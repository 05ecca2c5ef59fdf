import type { TestProject } from 'vitest/node'
import { shareCluster } from '../../../../chat/test/support/cluster-for-tests.ts'

/** One cluster for the browser tests; its rooms keep many pages of history. */
export const setup = (project: TestProject): Promise<() => Promise<void>> =>
  shareCluster(project, { SOCKETLINK_HISTORY_LENGTH: '6000' })
