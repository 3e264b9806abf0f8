import type { Rule, Selector } from '../../contract'

/** Which things a selector names: `label CAM * or MIC *, room MCR`; `anything` when it names nothing. */
export function selectorInWords(selector: Selector): string {
  const { id, label, tag, group, site, room, device, node, format, registry } = selector
  const parts = [
    listed(id?.length === 1 ? 'id' : 'one of the ids', id),
    listed('label', label),
    tag === undefined ? null : `tag ${tag.name}${tag.value === '*' ? '' : ` = ${tag.value}`}`,
    listed('group', group),
    listed('site', site),
    listed('room', room),
    listed('device', device),
    listed('node', node),
    listed('format', format),
    listed('registry', registry),
  ].filter((part) => part !== null)
  return parts.length === 0 ? 'anything' : parts.join(', ')
}

function listed(word: string, values: readonly string[] | undefined): string | null {
  if (values === undefined) return null
  const shown = values.slice(0, 3).join(' or ')
  return `${word} ${values.length > 3 ? `${shown} or ${values.length - 3} more` : shown}`
}

/** `From label CAM * to room MCR`. */
export function pairInWords({ from, to }: Pick<Rule, 'from' | 'to'>): string {
  return `From ${selectorInWords(from)} to ${selectorInWords(to)}`
}
