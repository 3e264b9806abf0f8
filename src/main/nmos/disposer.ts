/** Ends what a call began: listening, polling, ticking. Calling it again does nothing. */
export type Disposer = () => void
