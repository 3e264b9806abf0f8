import { createContext, useContext } from 'react'
import type { LevelOfDetail } from '../levelOfDetail'

export const LevelContext = createContext<LevelOfDetail>('ports')
export const useLevel = (): LevelOfDetail => useContext(LevelContext)
