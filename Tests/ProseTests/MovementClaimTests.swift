import Testing

@Test("Rises and falls agree in direction, kind and size")
func movements() throws {
  try check(
    """
    stands | fell 82% | change -0.8154
    stands | fell by 82% | change -0.8154
    stands | fell 82 percent | change -81.54 unit=percent
    stands | an 82% drop | change -0.8154
    stands | a drop of 82% | change -0.8154
    stands | a decline of about 82% | change -0.8154
    stands | down 82% | change -0.8154
    stands | dropped more than 80% | change -0.8154
    stands | declined nearly 82% | change -0.8154
    stands | decreased by 80 to 85 percent | change -0.8154
    falls  | fell 82% | change 0.8154
    falls  | rose 82% | change -0.8154
    falls  | fell 28% | change -0.8154
    falls  | fell 83% | change -0.8154
    falls  | fell nearly 81% | change -0.8154
    falls  | fell 5% | difference -0.05
    falls  | fell 5% | difference -5 unit=percent
    stands | fell 5 percentage points | difference -0.05
    stands | fell 5 points | difference -0.05
    falls  | rose 5 points | difference -0.05
    falls  | fell 5 points | change -0.05
    byHand | fell 82% | -0.8154
    byHand | fell 82% | 0.8154
    falls  | fell 28% | -0.8154
    byHand | fell 82% | ratio 0.1846
    stands | fell 82% | 409849 75000
    falls  | fell 83% | 409849 75000
    falls  | rose 82% | 409849 75000
    falls  | fell 82% | 75000 409849
    stands | rose 82% | 100 182
    stands | grew 82% | 100 182 unit=persons
    stands | gained 82% | 100 182
    stands | was up 82% | 100 182
    stands | climbed 82% over the past decade | 100 182
    stands | 82% higher | 100 182
    stands | 82% more than | 100 182
    stands | 5 points higher | 0.5 0.55
    stands | 5,000 fewer | 10000 5000
    stands | 5,000 more people | 5000 10000
    falls  | 5,000 more people | 5000 10001
    stands | rose by 12,943 | 396906 409849
    stands | rose 12,943 | 396906 409849
    stands | rose by 12,943 | difference 12943
    stands | rose by 12,943 people | difference 12943 unit=persons
    falls  | rose by $12,943 | difference 12943 unit=persons
    falls  | fell by 12,943 | difference 12943
    falls  | rose by 12,934 | 396906 409849
    falls  | rose 12,943 | change 0.0326
    byHand | rose by 12,943 | 12943
    stands | rose from 396,906 to 409,849 | 396906 409849
    falls  | rose from 396,906 to 409,894 | 396906 409849
    falls  | fell from 396,906 to 409,849 | 396906 409849
    falls  | rose from 396,906 to 409,849 | 409849 396906
    stands | rose 3% from 396,906 to 409,849 | 396906 409849
    stands | rose 3%, to 409,849 from 396,906 | 396906 409849
    falls  | rose 4% from 396,906 to 409,849 | 396906 409849
    stands | rose 3% to 409,849 | 396906 409849
    stands | rose to 409,849 | 396906 409849
    stands | 409,849 removals, up 3% from 396,906 | 396906 409849
    falls  | 409,894 removals, up 3% from 396,906 | 396906 409849
    stands | down to 75,000 | 409849 75000
    stands | up from 396,906 | 396906 409849
    byHand | rose to 409,849 | 409849
    falls  | rose to 409,894 | 409849
    byHand | rose 3% to 409,849 | change 0.0326
    stands | rose from about 400,000 to more than 409,000 | 396906 409849
    stands | rose | 396906 409849
    falls  | fell | 396906 409849
    falls  | rose | 5 5
    stands | rose | change 0.1
    falls  | rose | change -0.1
    stands | rose | difference 5
    stands | fell | ratio 0.8
    byHand | rose | 5
    stands | the share rose from 50% to 55% | 0.5 0.55
    stands | the share rose 5 percentage points | 0.5 0.55
    stands | the share rose 5 percentage points | 50 55 unit=percent
    stands | the share rose 10% | 0.5 0.55
    falls  | the share rose 5% | 0.5 0.55
    falls  | rose 5 points | 50 55 unit=persons
    byHand | rose 5 points | 10000 10005
    byHand | rose 5% | 0 5
    byHand | rose 5% | -5 5
    byHand | rose then fell 5% | 100 105
    byHand | did not fall 82% | change -0.8154
    byHand | didn’t rise | 5 4
    byHand | almost fell | 5 4
    byHand | rose 5% | 100 105 110
    byHand | rose 5% and 6% | 100 105
    falls  | fell in 5 counties | 12
    byHand | fell in 5 counties | 5
    stands | fell by a third | 300 200
    stands | fell by half | 300 150
    falls  | fell by half | 300 200
    stands | rose by a quarter | 100 125
    stands | fell by a third | change -0.3333
    byHand | fell by a third | difference -0.3333
    stands | fell by more than half | 300 140
    stands | made up 82% | 0.8154
    """)
}

@Test("Multiples are of after to before")
func multiples() throws {
  try check(
    """
    stands | doubled | 100 200
    stands | doubled | 100 204
    stands | doubled | 100 205
    falls  | doubled | 100 206
    falls  | doubled | 100 180
    falls  | doubled | 200 100
    stands | doubled | ratio 2.01
    falls  | doubled | ratio 1.8
    stands | doubled | change 1.01
    stands | doubled | change 101 unit=percent
    falls  | doubled | change 2.0
    falls  | doubled | change 0.8
    byHand | doubled | 2.0
    byHand | doubled | difference 100
    stands | tripled | 100 300
    falls  | tripled | 100 200
    stands | quadrupled | 100 396
    stands | halved | 200 100
    stands | halved | ratio 0.5
    falls  | halved | 300 200
    falls  | halved | 300 100
    falls  | halved | ratio 0.3333
    falls  | halved | change -0.3333
    stands | halved | change -0.5
    falls  | halved | 100 200
    stands | nearly doubled | 100 193
    stands | almost doubled | 100 193
    falls  | nearly doubled | 100 180
    falls  | nearly doubled | 100 200
    stands | more than doubled | 100 231
    falls  | more than doubled | 100 199
    stands | more than halved | 231 100
    stands | nearly halved | 100 52
    stands | about doubled | 100 209
    stands | increased fivefold | 100 500
    stands | a fivefold increase | 100 500
    stands | a five-fold increase | 100 500
    stands | increased 5-fold | 100 500
    falls  | increased fivefold | 100 600
    falls  | increased fivefold | change 5.0
    byHand | fell fivefold | 500 100
    stands | three times as many | 100 300
    stands | three times as many as in Texas | 100 300
    stands | 2.5 times as high | 100 250
    falls  | 2.5 times as high | 100 270
    stands | twice as many | ratio 2.0
    falls  | twice as many | ratio 0.5
    stands | twice the number | ratio 2.0
    stands | double the rate | 5 10
    stands | more than twice as many | ratio 2.2
    byHand | three times more | ratio 3.0
    byHand | rose three times | 100 300
    stands | doubled from 100 to 200 | 100 200
    falls  | doubled from 100 to 210 | 100 210
    stands | doubled to 200 | 100 200
    falls  | doubled to 210 | 100 200
    byHand | doubled | 0 5
    falls  | doubled | -5 -10
    byHand | doubled | -10 -5
    stands | unchanged | 5 5
    falls  | unchanged | 5 6
    stands | did not change | 5 5
    stands | was unchanged at 409,849 | 409849 409849
    falls  | was unchanged at 409,894 | 409849 409849
    stands | unchanged | change 0
    falls  | unchanged | change 0.001
    stands | flat | 1000 1004
    falls  | flat | 1000 1006
    stands | flat | change 0.004
    falls  | flat | change 0.006
    byHand | flat | difference 4
    byHand | unchanged | 5
    """)
}
