import type { Registry } from '../../../contract'
import { client } from '../../app/client'
import { goTo } from '../../app/place'
import { StateDot } from '../../components/Dot'
import { LinkPanel } from '../../components/LinkPanel'
import { useNow } from '../../components/now'
import { Problem } from '../../components/Problem'
import { agoText } from '../../components/timeText'
import { applyEvent, eventsStore } from '../../state/events'
import { RegistryForm } from './RegistryForm'

/** One registry: what it says, and what may be done with it. */
export function RegistryPanel({ registry }: { readonly registry: Registry }) {
  const { id, label, enabled, status } = registry
  const now = useNow()
  return (
    <LinkPanel
      name={label}
      trouble={<Problem text={status.problem} />}
      facts={[
        [
          'State',
          <span key="state">
            <StateDot state={status.state} /> {status.state} for {agoText(status.since, now)}
          </span>,
        ],
        ['Speaks', status.version === null ? 'not heard yet' : `IS-04 ${status.version}`],
        [
          'At',
          <span key="at" className="mono">
            {status.href ?? registry.queryUrl}
          </span>,
        ],
        ['Holds', `${String(status.resources)} resources`],
      ]}
      enabled={enabled}
      removal={`Remove ${label}? What it alone holds goes offline in the picture; no device is touched and no route changes.`}
      onSwitch={async () => {
        const changed = await client.registries.update({ id, enabled: !enabled })
        eventsStore.setState(applyEvent(eventsStore.getState(), { type: 'registry', id: 0, registry: changed }), true)
      }}
      onRemove={async () => {
        await client.registries.remove({ id })
        const event = { type: 'registry.removed', id: 0, registryId: id } as const
        eventsStore.setState(applyEvent(eventsStore.getState(), event), true)
        goTo('registries', null)
      }}
      fixed={registry.from === 'flag' ? 'It was given at the start of Signalbox and cannot be changed here.' : null}
      form={<RegistryForm registry={registry} />}
    />
  )
}
