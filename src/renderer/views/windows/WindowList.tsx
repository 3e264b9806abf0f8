import type { Window } from '../../../contract'
import { goTo, hashOf } from '../../app/place'
import { Button } from '../../components/Button'
import { ColumnAsked, ColumnBody, ColumnFold, ColumnHead, ColumnItem, ColumnNone } from '../../components/Columns'
import { countdownText, localMoment } from '../../components/momentText'
import { Unsaved } from '../../components/Unsaved'
import { useNow } from '../../components/now'
import { scopeWords, type RegistryNames } from '../../components/scopeWords'
import type { Answer } from '../../state/asked'
import { useRegistryNames } from '../../state/registryNames'
import { isAtLeast, useActor } from '../../state/session'
import { windowForm } from './WindowForm'
import { isInForce, kindWords, NEW, orderedWindows, windowState } from './windowWords'

function lineOf(shown: Window, registries: RegistryNames, now: number) {
  const { opening, state, kind, scope } = shown
  const { words, tone } = windowState(shown)
  const when =
    opening === null || state === 'over'
      ? words
      : state === 'open'
        ? `${isInForce(shown) ? 'until' : `${words}, until`} ${localMoment(Date.parse(opening.end), now)}`
        : `${tone === 'warn' ? `${words}, ` : ''}${countdownText(Date.parse(opening.start) - now)}`
  return (
    <span className={tone === 'warn' ? 'warn' : undefined}>
      {when} · {kindWords[kind]}, {scopeWords(scope, registries)}
    </span>
  )
}

/** The windows: in force now, coming, over. */
export function WindowList({
  windows,
  openId,
}: {
  readonly windows: Answer<readonly Window[]>
  readonly openId: string | null
}) {
  const { value } = windows
  const may = isAtLeast(useActor(), 'engineer')
  const registries = useRegistryNames()
  const now = useNow()
  const ordered = orderedWindows(value ?? [])
  const parts: readonly (readonly [title: string, none: string | null, of: readonly Window[]])[] = [
    ['In force now', 'Nothing is in force now.', ordered.filter(isInForce)],
    ['Coming', null, ordered.filter((each) => !isInForce(each) && each.state !== 'over')],
    ['Over', null, ordered.filter(({ state }) => state === 'over')],
  ]
  return (
    <>
      <ColumnHead
        level={2}
        title="Windows"
        note={value === null ? null : value.length}
        actions={
          may && (
            <Button
              onClick={() => {
                goTo('windows', NEW)
              }}
            >
              New… <Unsaved form={windowForm(null)} />
            </Button>
          )
        }
      />
      <ColumnBody padded={false}>
        <nav aria-label="Windows">
          <ColumnAsked answer={windows} none={null} />
          {value !== null &&
            parts.map(
              ([title, nothing, of]) =>
                (of.length > 0 || nothing !== null) && (
                  <section key={title} aria-label={title}>
                    <ColumnFold title={title} actions={null} />
                    {of.length === 0 && <ColumnNone>{nothing}</ColumnNone>}
                    {of.map((each) => (
                      <ColumnItem
                        key={each.id}
                        href={hashOf('windows', each.id)}
                        open={each.id === openId}
                        title={each.label}
                        line={lineOf(each, registries, now)}
                        marks={
                          <>
                            <Unsaved form={windowForm(each.id)} />
                            {each.repeat !== null && (
                              <span className="faint" title="It repeats">
                                ↻
                              </span>
                            )}
                          </>
                        }
                      />
                    ))}
                  </section>
                ),
            )}
          {value?.length === 0 && may && (
            <ColumnNone>Ask for a change window, or plan maintenance, with “New…”.</ColumnNone>
          )}
        </nav>
      </ColumnBody>
    </>
  )
}
