// Loaded into the nodes under test: a full garbage collection on SIGUSR2, so that memory is compared and not the moment
// of the last collection.
process.on('SIGUSR2', () => {
  for (let n = 0; n < 3; n++) globalThis.gc?.({ type: 'major', execution: 'sync', flavor: 'last-resort' })
})
