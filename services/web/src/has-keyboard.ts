/** On a touch screen the focus in a text field would open the keyboard over the page. */
export const hasKeyboard = (): boolean => window.matchMedia('(hover: hover) and (pointer: fine)').matches
