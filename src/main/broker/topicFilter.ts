const LONGEST_TOPIC = 65_535
/** Brokers close the connection of who sends these (MQTT 3.1.1 §1.5.3). */
const FORBIDDEN = /\p{Cc}|\p{Noncharacter_Code_Point}/u

const isText = (text: string): boolean =>
  text !== '' && !FORBIDDEN.test(text) && Buffer.byteLength(text) <= LONGEST_TOPIC

/** Whether a text is a topic filter (MQTT 3.1.1 §4.7.1): `+` alone in a level, `#` alone in the last. */
export function isTopicFilter(filter: string): boolean {
  if (!isText(filter)) return false
  const levels = filter.split('/')
  return levels.every((level, index) => {
    if (level === '#') return index === levels.length - 1
    return level === '+' || !/[+#]/.test(level)
  })
}

/** Whether a text is a topic that can be published on (MQTT 3.1.1 §4.7.1): no wildcards. */
export function isTopic(topic: string): boolean {
  return isText(topic) && !hasWildcard(topic)
}

/** Whether a filter names more than one topic. */
export function hasWildcard(filter: string): boolean {
  return /[+#]/.test(filter)
}

/** Whether a topic is among those of a filter. What begins with `$` is not among those of a leading wildcard (§4.7.2). */
export function matchesFilter(filter: string, topic: string): boolean {
  if (!hasWildcard(filter)) return filter === topic
  if (topic.startsWith('$') && /^[+#]/.test(filter)) return false
  const levels = filter.split('/')
  const given = topic.split('/')
  for (const [index, level] of levels.entries()) {
    if (level === '#') return true
    if (index >= given.length || (level !== '+' && level !== given[index])) return false
  }
  return levels.length === given.length
}

/** Whether every topic of `inner` is one of `outer`. */
export function coversFilter(outer: string, inner: string): boolean {
  if (inner.startsWith('$') && /^[+#]/.test(outer)) return false
  const levels = outer.split('/')
  const given = inner.split('/')
  for (const [index, level] of levels.entries()) {
    if (level === '#') return true
    const other = given[index]
    if (other === undefined || other === '#' || (level !== '+' && level !== other)) return false
  }
  return levels.length === given.length
}
