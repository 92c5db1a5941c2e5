import StetCharts

/// Every verb, by name; a mark is one.
package let verbCatalog: [Verb] = (declaredVerbs + Mark.all.map(Verb.drawing)).sorted {
  $0.name < $1.name
}
