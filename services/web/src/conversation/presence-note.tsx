import { Fragment } from 'preact'
import { foldNames, type PresenceLine } from './presence-lines.ts'

/** "Ann, Bob and 7 others joined". */
const Names = ({ names, did }: { names: readonly string[]; did: string }) => {
  const { shown, more } = foldNames(names)
  const last = shown.length - 1
  return (
    <span>
      {shown.map((name, index) => (
        <Fragment key={name}>
          {index > 0 && (index === last && more === 0 ? ' and ' : ', ')}
          <bdi>{name}</bdi>
        </Fragment>
      ))}
      {more > 0 && ` and ${more} others`} {did}
    </span>
  )
}

/** Who came and who went. */
export const PresenceNote = ({ line: { joined, left } }: { line: PresenceLine }) => (
  <p class="presence-note">
    {joined.length > 0 && <Names names={joined} did="joined" />}
    {joined.length > 0 && left.length > 0 && ' · '}
    {left.length > 0 && <Names names={left} did="left" />}
  </p>
)
