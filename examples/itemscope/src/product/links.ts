/** What the pages behind links are for: the types of GS1's web vocabulary that readers have a use for. */
export const linkLabels = {
  pip: 'Product information',
  instructions: 'Instructions',
  quickStartGuide: 'Quick start guide',
  tutorial: 'Tutorial',
  recipeInfo: 'Recipes',
  ingredientsInfo: 'Ingredients',
  nutritionalInfo: 'Nutrition',
  allergenInfo: 'Allergens',
  consumerHandlingStorageInfo: 'Handling and storage',
  safetyInfo: 'Safety',
  certificationInfo: 'Certificates',
  sustainabilityInfo: 'Sustainability and recycling',
  hasRetailers: 'Where to buy',
  purchaseSuppliesOrAccessories: 'Supplies and accessories',
  registerProduct: 'Registration',
  support: 'Support',
  faqs: 'Questions and answers',
  recallStatus: 'Recalls',
  review: 'Reviews',
  relatedVideo: 'Video',
  socialMedia: 'Social media',
} as const

/** What the page behind a link is for. */
export type LinkType = keyof typeof linkLabels

/** The types of links, the most general first. */
export const linkTypes = Object.keys(linkLabels) as LinkType[]

/** A link as pages and documents show it. */
export interface LinkView {
  readonly type: LinkType
  readonly href: string
  readonly title: string
  readonly language: string | null
}
