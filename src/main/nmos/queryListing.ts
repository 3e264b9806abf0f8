import { showUrl, tryUrl } from './href'
import type { NmosAnswer, NmosHttp, RequestOptions } from './http'
import { linkTo } from './linkHeader'
import { NmosHttpError, hasStatus, isNmosHttpError } from './nmosHttpError'
import { type RawKeeper, RawPage } from './rawPage'

/** Query features asked for. */
type Features = { readonly paging: 'create' | 'update' | 'none'; readonly downgrade: boolean }

/** What a server was found to understand; kept for its other listings, so that it is found out once. */
export type ListingFeatures = { attempt: number }

/** One listing of one kind. */
export type Listing = {
  /** `…/x-nmos/query/v1.3/senders`. */
  readonly href: string
  /** Page size wished for; servers clamp it to 2, 10 or 100. */
  readonly limit: number
  /** The `query.downgrade` to ask with, if any. */
  readonly downgrade: string | null
  /** Called with each page as it comes, never with an empty one; `keeper` has it for as long as it is kept. */
  readonly onPage: (page: readonly unknown[], keeper: RawKeeper) => void
}

type Direction = 'next' | 'prev'

type Page = { readonly entries: readonly unknown[]; readonly answer: NmosAnswer<unknown> }

/** How far pages led: `shown` resources came, and `stuck` is the page that the circle led to; null when there is none. */
type Walk = { readonly stuck: Page | null; readonly shown: number }

/**
 * Lists everything a Query API has of one kind, to the very end. It begins at `paging.since=0:0` in the order of creation,
 * in which nothing is skipped while the registry changes, and follows `Link: rel="next"` until a page is empty (IS-04
 * v1.3 §Query Parameters – Pagination). Servers without (some of) that are asked more simply, step by step; one whose pages
 * lead in a circle, as where more resources than fit on a page are of one time, is asked once without paging. A resource
 * may come twice; the caller keeps the last.
 * @throws NmosHttpError when any page fails: a listing is whole or it is none
 */
export async function listAll(
  http: NmosHttp,
  listing: Listing,
  features: ListingFeatures,
  options: RequestOptions,
): Promise<void> {
  const { first, asked } = await firstPage(http, listing, features, options)
  const { stuck, shown } = await follow(http, listing, first, directionOf(asked), options)
  if (stuck === null) return
  if (asked.paging !== 'none') {
    const plain = { ...PLAIN, downgrade: asked.downgrade }
    if (await isWholeWithoutPaging(http, listing, plain, { stuck, shown }, options)) return
  }
  throw broken(listing, 'its pages lead in a circle, so the list cannot be known to be whole')
}

/** Asks with all features, and with fewer for as long as the server refuses them. */
async function firstPage(
  http: NmosHttp,
  listing: Listing,
  features: ListingFeatures,
  options: RequestOptions,
): Promise<{ readonly first: Page; readonly asked: Features }> {
  const attempts = listing.downgrade === null ? ATTEMPTS.filter((attempt) => !attempt.downgrade) : ATTEMPTS
  let doubt: 'none' | 'felt' | 'settled' = 'none'
  for (let index = features.attempt; ; index += 1) {
    const asked = attempts[index] ?? PLAIN
    try {
      const first = await page(http, urlOf(listing, asked), options)
      if (doubt === 'felt' && index > features.attempt) {
        // A 500 on the way may have been a passing fault and no refusal: asked once more from the top.
        doubt = 'settled'
        index = features.attempt - 1
        continue
      }
      features.attempt = index
      return { first, asked }
    } catch (error) {
      if (!isRefusedQuery(error) || index >= attempts.length - 1) throw error
      if (doubt === 'none' && hasStatus(error, 500)) doubt = 'felt'
    }
  }
}

const PLAIN: Features = { paging: 'none', downgrade: false }
const ATTEMPTS: readonly Features[] = [
  { paging: 'create', downgrade: true },
  { paging: 'create', downgrade: false },
  { paging: 'update', downgrade: true },
  { paging: 'update', downgrade: false },
  { paging: 'none', downgrade: true },
  PLAIN,
]

/** 501 and 400 are the specified refusals of a query feature; 500 and HTML are what real servers answer, too. */
export function isRefusedQuery(error: unknown): boolean {
  return hasStatus(error, 400, 422, 500, 501) || isNmosHttpError(error, 'not-json')
}

function urlOf(listing: Listing, features: Features): string {
  const query: string[] = []
  if (features.paging === 'create') query.push('paging.order=create')
  if (features.paging !== 'none') query.push('paging.since=0:0', `paging.limit=${listing.limit}`)
  if (features.downgrade && listing.downgrade !== null) query.push(`query.downgrade=${listing.downgrade}`)
  return query.length === 0 ? listing.href : `${listing.href}?${query.join('&')}`
}

/** Without paging a server begins with the newest. */
function directionOf({ paging }: Features): Direction {
  return paging === 'none' ? 'prev' : 'next'
}

/** Hands over the first page and those that follow, until the last or until they lead in a circle. */
async function follow(
  http: NmosHttp,
  listing: Listing,
  first: Page,
  direction: Direction,
  options: RequestOptions,
): Promise<Walk> {
  if (isPaged(first, direction)) return walk(http, listing, first, direction, options)
  if (first.entries.length > 0) listing.onPage(first.entries, new RawPage(first.answer.bytes))
  return { stuck: null, shown: first.entries.length }
}

async function walk(
  http: NmosHttp,
  listing: Listing,
  first: Page,
  direction: Direction,
  options: RequestOptions,
): Promise<Walk> {
  const seen = new Set<string>([first.answer.url])
  let shown = 0
  for (let current = first; current.entries.length > 0;) {
    const url = cursorAfter(listing, current, direction)
    // The registry prepares the page that follows while this one is taken in.
    const asked = url === null || seen.has(url) ? null : page(http, url, options)
    asked?.catch(() => undefined)
    listing.onPage(current.entries, new RawPage(current.answer.bytes))
    shown += current.entries.length
    if (url === null) break
    const following = (await asked) ?? current
    if (isSamePage(current, following)) return { stuck: isShort(current) ? null : current, shown }
    seen.add(url)
    current = following
  }
  return { stuck: null, shown }
}

/**
 * Lists once more, plainly, after pages that led in a circle. What comes is taken for the whole when nothing says that
 * there is more, and it has what the circle had. Of one that is cut into pages all the same, more is wanted than the circle
 * showed: it may have cut off what the circle hid.
 */
async function isWholeWithoutPaging(
  http: NmosHttp,
  listing: Listing,
  plain: Features,
  circle: { readonly stuck: Page; readonly shown: number },
  options: RequestOptions,
): Promise<boolean> {
  const ids = new Set<unknown>()
  const noted: Listing = {
    ...listing,
    onPage(entries, keeper) {
      for (const entry of entries) ids.add(idOf(entry))
      listing.onPage(entries, keeper)
    },
  }
  try {
    const first = await page(http, urlOf(listing, plain), options)
    const { stuck } = await follow(http, noted, first, directionOf(plain), options)
    const isCut = (isPaged(first, 'prev') || isPaged(first, 'next')) && !isShort(first)
    return (
      stuck === null &&
      circle.stuck.entries.every((entry) => ids.has(idOf(entry))) &&
      (!isCut || ids.size > circle.shown)
    )
  } catch (error) {
    if (!isNmosHttpError(error) || isNmosHttpError(error, 'aborted')) throw error
    return false
  }
}

/** Some servers say the limit of a page and give no links, some the other way round. */
function isPaged({ answer }: Page, direction: Direction): boolean {
  return answer.header('x-paging-limit') !== undefined || linkTo(direction, answer.header('link')) !== null
}

/** A server that does not heed the cursor sends the same page for ever. */
function isSamePage(a: Page, b: Page): boolean {
  return a === b || (a.entries.length === b.entries.length && idAt(a, 0) === idAt(b, 0) && idAt(a, -1) === idAt(b, -1))
}

function idAt(page: Page, index: number): unknown {
  return idOf(page.entries.at(index))
}

function idOf(entry: unknown): unknown {
  return typeof entry === 'object' && entry !== null && 'id' in entry ? entry.id : entry
}

/** The URL of the following page, or null when this is surely the last. */
function cursorAfter(listing: Listing, current: Page, direction: Direction): string | null {
  const link = linkTo(direction, current.answer.header('link'))
  if (link !== null) return localised(current.answer.url, link)
  if (isShort(current) || current.answer.header('x-paging-limit') === undefined) return null
  const header = direction === 'next' ? 'x-paging-until' : 'x-paging-since'
  const cursor = current.answer.header(header)
  if (cursor === undefined) {
    throw broken(listing, `a page is full and has no “${direction}” link, so the list cannot be followed to its end`)
  }
  const url = new URL(current.answer.url)
  url.searchParams.delete('paging.since')
  url.searchParams.delete('paging.until')
  url.searchParams.set(direction === 'next' ? 'paging.since' : 'paging.until', cursor)
  return url.href
}

/**
 * A link as it can be followed: registries behind a proxy or with several addresses write hosts into it that are not
 * reachable from here, and some forget the parameters that were asked with. The cursor in it is what counts.
 */
function localised(current: string, link: string): string {
  if (isAsAsked(current, link)) return link
  const target = tryUrl(link, current)
  if (target === null) return current
  const here = new URL(current)
  const asked = new URLSearchParams(here.search)
  const followed = target.origin === here.origin ? target : new URL(here)
  followed.search = target.search
  const forgotten = [...asked].filter(([name]) => !isCursor(name) && !target.searchParams.has(name))
  for (const [name, value] of forgotten) followed.search += `&${name}=${encodeURIComponent(value)}`
  return followed.href
}

/** Whether a link leads to where the page came from, with all that was asked with. Most do; told without taking it apart. */
function isAsAsked(current: string, link: string): boolean {
  const start = current.indexOf('?') + 1
  if (start === 0 || !link.startsWith(current.slice(0, start))) return false
  const given = new Set(namesOf(link.slice(start)))
  return namesOf(current.slice(start)).every((name) => given.has(name) || isCursor(name))
}

function namesOf(query: string): readonly string[] {
  return query.split('&').map((pair) => pair.slice(0, pair.indexOf('=')))
}

function isCursor(parameter: string): boolean {
  return parameter === 'paging.since' || parameter === 'paging.until'
}

function isShort(current: Page): boolean {
  const limit = Number(current.answer.header('x-paging-limit'))
  return Number.isFinite(limit) && current.entries.length < limit
}

async function page(http: NmosHttp, url: string, options: RequestOptions): Promise<Page> {
  const answer = await http.getJson(url, options)
  if (!Array.isArray(answer.body)) {
    throw new NmosHttpError({
      kind: 'not-json',
      method: 'GET',
      url: showUrl(url),
      status: answer.status,
      reason: 'a list was asked for and something else came',
    })
  }
  return { entries: answer.body as readonly unknown[], answer: { ...answer, url } }
}

function broken(listing: Listing, reason: string): NmosHttpError {
  return new NmosHttpError({ kind: 'not-json', method: 'GET', url: showUrl(listing.href), reason })
}
