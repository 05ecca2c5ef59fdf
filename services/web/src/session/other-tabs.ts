const channelName = 'socketlink-log-out'

/** Tells the other tabs of this browser that the user has logged out. */
export const tellOtherTabs = (userId: string): void => {
  const channel = new BroadcastChannel(channelName)
  channel.postMessage(userId)
  channel.close()
}

/** Calls back when the user logs out in another tab. Returns what ends it. */
export const watchOtherTabs = (userId: string, loggedOut: () => void): (() => void) => {
  const channel = new BroadcastChannel(channelName)
  channel.onmessage = ({ data }) => {
    if (data === userId) loggedOut()
  }
  return () => channel.close()
}
