import type { Inspection } from '../../../../contract'
import { MonoBlock } from '../../../components/MonoBlock'
import { Section } from '../../../components/Section'

const asText = (value: unknown): string => JSON.stringify(value, null, 2)

/** Everything as the device and its witnesses said it. */
export function Raw({ inspection }: { readonly inspection: Inspection }) {
  const { transportFile, active, staged, constraints, resource } = inspection
  return (
    <Section title="As it says itself">
      {transportFile !== null && (
        <MonoBlock title="SDP" text={transportFile} note={`${String(transportFile.length)} bytes`} />
      )}
      {active !== null && <MonoBlock title="Active" text={asText(active)} />}
      {staged !== null && <MonoBlock title="Staged" text={asText(staged)} />}
      {constraints !== null && <MonoBlock title="Constraints" text={asText(constraints)} />}
      <MonoBlock title="Resource" text={asText(resource)} note="IS-04" />
    </Section>
  )
}
