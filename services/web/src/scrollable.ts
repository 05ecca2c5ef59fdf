/** For what scrolls and holds nothing that takes the focus: with it, the keyboard reaches and scrolls it. */
export const scrollable = { tabIndex: 0 }
