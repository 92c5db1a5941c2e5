/// Every aggregate, in the order of the manual.
package let aggregateCatalogue: [Aggregate] = [
  .count, .countDistinct, .sum, .mean, .median, .sd, .variance, .min, .max, .first, .last, .any, .all,
]
