/** The value of one attribute. */
export type AttributeValue = string | number

/** What is known of a product beyond the fields of every product, by attribute name; frozen. */
export type Attributes = { readonly [name: string]: AttributeValue }

/** How an attribute is called, measured and read from a file. */
export interface AttributeDefinition {
  readonly name: string
  readonly label: string
  readonly group: 'Book' | 'Composition' | 'Nutrition'
  /** The column of an import file. */
  readonly column: string
  readonly kind: 'text' | 'number'
  readonly unit?: string
}

type Group = AttributeDefinition['group']

const text = (group: Group, name: string, label: string, column = label): AttributeDefinition => ({
  group,
  name,
  label,
  column,
  kind: 'text',
})

const number = (
  group: Group,
  name: string,
  label: string,
  unit?: string,
  column?: string,
): AttributeDefinition => ({
  group,
  name,
  label,
  kind: 'number',
  column: column ?? (unit === undefined ? label : `${label} (${unit})`),
  ...(unit === undefined ? {} : { unit }),
})

/** The attributes that Itemscope knows, in the order in which pages show them. */
export const attributeTable: readonly AttributeDefinition[] = [
  text('Book', 'author', 'Author'),
  text('Book', 'publisher', 'Publisher'),
  text('Book', 'format', 'Format'),
  number('Book', 'pages', 'Pages'),
  text('Composition', 'ingredients', 'Ingredients'),
  number('Composition', 'alcohol', 'Alcohol by volume', '%', 'Alcohol By Volume'),
  text('Nutrition', 'servingSize', 'Serving size'),
  text('Nutrition', 'servings', 'Servings per container'),
  number('Nutrition', 'calories', 'Calories'),
  number('Nutrition', 'fatCalories', 'Calories from fat', undefined, 'Fat Calories'),
  number('Nutrition', 'fat', 'Fat', 'g'),
  number('Nutrition', 'saturatedFat', 'Saturated fat', 'g'),
  number('Nutrition', 'transFat', 'Trans fat', 'g'),
  number('Nutrition', 'polyunsaturatedFat', 'Polyunsaturated fat', 'g'),
  number('Nutrition', 'monounsaturatedFat', 'Monounsaturated fat', 'g'),
  number('Nutrition', 'cholesterol', 'Cholesterol', 'mg'),
  number('Nutrition', 'sodium', 'Sodium', 'mg'),
  number('Nutrition', 'potassium', 'Potassium', 'mg'),
  number('Nutrition', 'carbohydrate', 'Carbohydrate', 'g'),
  number('Nutrition', 'fiber', 'Fiber', 'g'),
  number('Nutrition', 'sugars', 'Sugars', 'g'),
  number('Nutrition', 'protein', 'Protein', 'g'),
]

/** An attribute of a product with its value. */
export interface KnownAttribute {
  readonly definition: AttributeDefinition
  readonly value: AttributeValue
}

/** The attributes of a product that the table knows, in the table's order. */
export function knownAttributes(attributes: Attributes | null): KnownAttribute[] {
  return attributeTable.flatMap((definition) => {
    const value = Object.hasOwn(attributes ?? {}, definition.name) ? attributes?.[definition.name] : undefined
    return value === undefined ? [] : [{ definition, value }]
  })
}
