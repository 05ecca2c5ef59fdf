/**
 * A map that takes little memory while it has one entry: V8 gives a `Map` room for four, and a table to find them. With a
 * second entry it becomes an ordinary one.
 */
export class OneEntryMap<Key, Value> {
  #key: Key | undefined
  #value: Value | undefined
  #more: Map<Key, Value> | undefined

  constructor(key: Key, value: Value) {
    this.#key = key
    this.#value = value
  }

  get size(): number {
    return this.#more?.size ?? (this.#value === undefined ? 0 : 1)
  }

  has(key: Key): boolean {
    return this.get(key) !== undefined
  }

  get(key: Key): Value | undefined {
    if (this.#more) return this.#more.get(key)
    return this.#key === key ? this.#value : undefined
  }

  set(key: Key, value: Value): this {
    if (this.#more === undefined && this.#value !== undefined && this.#key !== key)
      this.#more = new Map(this.entries())
    if (this.#more) this.#more.set(key, value)
    else [this.#key, this.#value] = [key, value]
    return this
  }

  delete(key: Key): boolean {
    if (this.#more) return this.#more.delete(key)
    const had = this.has(key)
    if (had) this.clear()
    return had
  }

  clear(): void {
    this.#key = undefined
    this.#value = undefined
    this.#more = undefined
  }

  *entries(): Generator<[Key, Value]> {
    if (this.#more) yield* this.#more
    else if (this.#value !== undefined) yield [this.#key as Key, this.#value]
  }

  *values(): Generator<Value> {
    for (const [, value] of this.entries()) yield value
  }
}
