/** Yizhan's extension elements for bpmn-moddle; the README says what they mean. */
const text = (name: string) => ({ name, type: 'String', isAttr: true })

export const yizhanNamespace = {
  name: 'Yizhan',
  uri: 'https://yizhan.dev/bpmn',
  prefix: 'yz',
  xml: { tagAlias: 'lowerCase' },
  types: [
    {
      name: 'Assignment',
      superClass: ['Element'],
      properties: [
        { name: 'to', type: 'To', isMany: true },
        { name: 'backstop', type: 'Backstop', isMany: true },
      ],
    },
    {
      name: 'To',
      properties: ['kind', 'number', 'position', 'unit', 'relation', 'field'].map(text),
    },
    { name: 'Backstop', superClass: ['To'] },
    { name: 'Words', superClass: ['Element'], properties: ['nameEn', 'zh', 'en', 'days'].map(text) },
    { name: 'Outcomes', superClass: ['Element'], properties: ['allow', 'opinion'].map(text) },
    {
      name: 'Service',
      superClass: ['Element'],
      properties: [text('name'), { name: 'params', type: 'Param', isMany: true }],
    },
    { name: 'Decision', superClass: ['Element'], properties: [text('name')] },
    { name: 'Param', properties: ['name', 'value'].map(text) },
  ],
}
