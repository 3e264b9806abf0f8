const LONGEST_TOPIC = 65_535

/** Whether a text is a topic filter (MQTT 3.1.1 §4.7.1): `+` alone in a level, `#` alone in the last. */
export function isTopicFilter(filter: string): boolean {
  if (filter === '' || filter.includes('\u0000') || Buffer.byteLength(filter) > LONGEST_TOPIC) return false
  const levels = filter.split('/')
  return levels.every((level, index) => {
    if (level === '#') return index === levels.length - 1
    return level === '+' || !/[+#]/.test(level)
  })
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
