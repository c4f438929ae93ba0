import { field, hasMany, ref } from 'prometheus-odm'
import { timestamps } from 'prometheus-odm/mixins'
import { longestCategoryName } from '../catalogue/category-path.ts'
import { defineModel } from './prometheus.ts'

/** A kind of product. Categories are a tree. */
export class Category extends defineModel({
  name: 'Category',
  schema: {
    id: field.id(),
    name: field.string({ required: true, minLength: 1, maxLength: longestCategoryName }),
    /** What names it in addresses: its own in the whole tree. */
    slug: field.string({ required: true, minLength: 1, unique: true }),
    /** The name, folded: what it is known by among the children of its parent. */
    nameKey: field.string({ required: true, hidden: true, index: true }),
    parent: ref('Category', { index: false }),
    children: hasMany('Category', { by: 'parent' }),
    products: hasMany('Product', { by: 'category' }),
  },
  indexes: [{ fields: ['parentId', 'nameKey'], unique: true }],
  mixins: [timestamps()],
  permissions: {
    create: ['administrator'],
    read: ['anyone'],
    update: ['administrator'],
    destroy: ['administrator'],
  },
}) {}
