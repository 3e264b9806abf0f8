import type { OnFailure, Origin, Role, Scope, Settings, TallyTopic } from '../../../contract'

/** The house settings as they are being edited: numbers are text. An empty text means “no limit” where there may be none. */
export type SettingsDraft = {
  readonly parallel: string
  readonly perNodeRate: string
  readonly requestMs: string
  readonly changeMs: string
  readonly bulk: boolean
  readonly togetherMs: string
  readonly onFailure: Readonly<Record<Origin, OnFailure>>
  readonly approvalRoutes: string
  readonly approvalRole: Exclude<Role, 'viewer'>
  readonly approvalScopes: readonly Scope[]
  readonly changeScopes: readonly Scope[]
  readonly soleScopes: readonly Scope[]
  /** Empty: none. */
  readonly policyFolder: string
  readonly policyAutoApply: boolean
  readonly recallSkipsOnAir: boolean
  /** Seconds. */
  readonly staleS: string
  readonly topics: readonly TallyTopic[]
  readonly retentionDays: string
  readonly plansDays: string
  readonly commandMs: string
  readonly actorRate: string
  readonly silentS: string
  /** Empty: none. */
  readonly moduleFolder: string
  /** Empty: none. */
  readonly playbookFolder: string
  readonly allowedHosts: readonly string[]
  readonly playbookParallel: string
  readonly quietS: string
  readonly recoveryScopes: Settings['recovery']['scopes']
}

export function settingsDraft({
  execution,
  onFailure,
  approval,
  changeControl,
  soleController,
  policy,
  tally,
  audit,
  relay,
  playbooks,
  recovery,
}: EditedSettings): SettingsDraft {
  return {
    parallel: String(execution.parallel),
    perNodeRate: execution.perNodeRate === null ? '' : String(execution.perNodeRate),
    requestMs: String(execution.requestMs),
    changeMs: String(execution.changeMs),
    bulk: execution.bulk,
    togetherMs: String(execution.togetherMs),
    onFailure,
    approvalRoutes: approval.routes === null ? '' : String(approval.routes),
    approvalRole: approval.role,
    approvalScopes: approval.scopes,
    changeScopes: changeControl.scopes,
    soleScopes: soleController.scopes,
    policyFolder: policy.folder ?? '',
    policyAutoApply: policy.autoApply,
    recallSkipsOnAir: tally.recallSkipsOnAir,
    staleS: String(tally.staleMs / 1000),
    topics: tally.topics,
    retentionDays: audit.retentionDays === null ? '' : String(audit.retentionDays),
    plansDays: String(audit.plansDays),
    commandMs: String(relay.commandMs),
    actorRate: String(relay.actorRate),
    silentS: relay.silentS === null ? '' : String(relay.silentS),
    moduleFolder: relay.folder ?? '',
    playbookFolder: playbooks.folder ?? '',
    allowedHosts: playbooks.allowedHosts,
    playbookParallel: String(playbooks.parallel),
    quietS: String(recovery.quietS),
    recoveryScopes: recovery.scopes,
  }
}

/** The fields that are numbers. */
export type NumberField =
  | 'parallel'
  | 'perNodeRate'
  | 'requestMs'
  | 'changeMs'
  | 'togetherMs'
  | 'approvalRoutes'
  | 'staleS'
  | 'retentionDays'
  | 'plansDays'
  | 'commandMs'
  | 'actorRate'
  | 'silentS'
  | 'playbookParallel'
  | 'quietS'
type Limit = { readonly least: number; readonly most: number; readonly whole: boolean; readonly empty: boolean }

/** What a number may be; the engine looks again. */
export const limits: Readonly<Record<NumberField, Limit>> = {
  parallel: { least: 1, most: 200, whole: true, empty: false },
  perNodeRate: { least: 0.1, most: 1000, whole: false, empty: true },
  requestMs: { least: 100, most: 60_000, whole: true, empty: false },
  changeMs: { least: 500, most: 300_000, whole: true, empty: false },
  togetherMs: { least: 50, most: 10_000, whole: true, empty: false },
  approvalRoutes: { least: 0, most: 100_000, whole: true, empty: true },
  staleS: { least: 1, most: 600, whole: false, empty: false },
  retentionDays: { least: 1, most: 36_500, whole: true, empty: true },
  plansDays: { least: 1, most: 36_500, whole: true, empty: false },
  commandMs: { least: 100, most: 120_000, whole: true, empty: false },
  actorRate: { least: 0.1, most: 100_000, whole: false, empty: false },
  silentS: { least: 5, most: 86_400, whole: true, empty: true },
  playbookParallel: { least: 1, most: 100, whole: true, empty: false },
  quietS: { least: 1, most: 86_400, whole: true, empty: false },
}

/** What is wrong with the numbers, by field; empty when it can be sent. */
export function settingsFaults(draft: SettingsDraft): Readonly<Partial<Record<NumberField, string>>> {
  const faults: Partial<Record<NumberField, string>> = {}
  for (const field of Object.keys(limits) as NumberField[]) {
    const { least, most, whole, empty } = limits[field]
    const text = draft[field].trim()
    if (text === '' && empty) continue
    const number = Number(text)
    if (text === '' || Number.isNaN(number) || number < least || number > most || (whole && !Number.isInteger(number)))
      faults[field] =
        `A ${whole ? 'whole ' : ''}number from ${String(least)} to ${String(most)}${empty ? ', or nothing' : ''}.`
  }
  return faults
}

const textOrNull = (text: string): string | null => (text.trim() === '' ? null : text.trim())
const orNull = (text: string): number | null => (text.trim() === '' ? null : Number(text))

/** The parts of the settings that are edited here; the others stay as they are. */
export type EditedSettings = Pick<
  Settings,
  | 'execution'
  | 'onFailure'
  | 'approval'
  | 'changeControl'
  | 'soleController'
  | 'tally'
  | 'audit'
  | 'playbooks'
  | 'recovery'
> & {
  readonly relay: Omit<Settings['relay'], 'modules'>
  readonly policy: Pick<Settings['policy'], 'folder' | 'autoApply'>
}

/** What is sent. */
export function settingsOf(draft: SettingsDraft): EditedSettings {
  return {
    execution: {
      parallel: Number(draft.parallel),
      perNodeRate: orNull(draft.perNodeRate),
      requestMs: Number(draft.requestMs),
      changeMs: Number(draft.changeMs),
      bulk: draft.bulk,
      togetherMs: Number(draft.togetherMs),
    },
    onFailure: { ...draft.onFailure },
    approval: {
      routes: orNull(draft.approvalRoutes),
      scopes: [...draft.approvalScopes],
      role: draft.approvalRole,
    },
    changeControl: { scopes: [...draft.changeScopes] },
    soleController: { scopes: [...draft.soleScopes] },
    policy: {
      folder: textOrNull(draft.policyFolder),
      autoApply: draft.policyAutoApply,
    },
    tally: {
      recallSkipsOnAir: draft.recallSkipsOnAir,
      staleMs: Math.round(Number(draft.staleS) * 1000),
      topics: [...draft.topics],
    },
    audit: { retentionDays: orNull(draft.retentionDays), plansDays: Number(draft.plansDays) },
    relay: {
      commandMs: Number(draft.commandMs),
      actorRate: Number(draft.actorRate),
      silentS: orNull(draft.silentS),
      folder: textOrNull(draft.moduleFolder),
    },
    playbooks: {
      folder: textOrNull(draft.playbookFolder),
      allowedHosts: [...draft.allowedHosts],
      parallel: Number(draft.playbookParallel),
    },
    recovery: { quietS: Number(draft.quietS), scopes: [...draft.recoveryScopes] },
  }
}

export const isSameDraft = (a: SettingsDraft, b: SettingsDraft): boolean => JSON.stringify(a) === JSON.stringify(b)
