const shape = /^[\p{L}\p{Nd}][\p{L}\p{M}\p{Nd}_.-]*$/u
const lengthMax = 50

/** Whether the protocol takes it as a room's name. In Unicode's composed form (NFC). */
export const isRoomName = (name: string): boolean => shape.test(name) && [...name].length <= lengthMax

export const roomNameRule =
  'A room name has 1 to 50 letters, digits, "_", "." or "-", and starts with a letter or a digit.'
