import { inject } from 'vitest'

/** The public address of the run's cluster. */
export const clusterUrl = (): string => {
  const cluster = inject('cluster')
  if (cluster === undefined) throw new Error('these tests need the cluster')
  return cluster.url
}
