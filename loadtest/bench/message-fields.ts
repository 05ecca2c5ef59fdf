export const textField = '"text":"'
export const seqField = '"seq":'

/** The number behind a field's name in JSON text, found without parsing; undefined when there is none. */
export const numberAfter = (json: string, field: string): number | undefined => {
  const at = json.indexOf(field)
  return at === -1 ? undefined : Number.parseInt(json.slice(at + field.length, at + field.length + 20), 10)
}
