export { type DocumentPen, type KeptDocuments, createKeptDocuments } from '../store/keptDocuments'
