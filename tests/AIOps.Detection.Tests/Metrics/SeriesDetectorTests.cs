using AIOps.Contracts.Events;
using AIOps.Contracts.Telemetry;
using AIOps.Detection.Metrics;

namespace AIOps.Detection.Tests.Metrics;

public sealed class SeriesDetectorTests
{
    private const long Start = 1_767_225_600_000;
    private static readonly DetectorProfile Compressed = new() { Learning = TimeSpan.FromSeconds(60), CloseAfter = TimeSpan.FromSeconds(20) };

    [Test]
    public void HealthyNoise_WithAMinuteOfLearning_RaisesNothingInAnHour([Values(1, 2, 3, 4, 5, 6, 7, 8)] int seed)
    {
        var random = new Random(seed);
        var detector = new SeriesDetector(Compressed, SeriesKind.Gauge);
        var alerts = Enumerable.Range(0, 720).Count(i => detector.Observe(Start + (i * 5000), Noise(random, seed)).Alert);
        Assert.That(alerts, Is.Zero);
    }

    [Test]
    public void SurgeOfErrors_IsFoundWithinThreeSamples([Values(1, 2, 3, 4)] int seed)
    {
        var random = new Random(seed);
        var detector = new SeriesDetector(Compressed, SeriesKind.Gauge);
        for (var i = 0; i < 60; i++)
        {
            detector.Observe(Start + (i * 5000), 0.5 + (0.3 * random.NextDouble()));
        }

        var verdicts = Enumerable.Range(60, 3).Select(i => detector.Observe(Start + (i * 5000), 50 + random.NextDouble())).ToList();
        Assert.Multiple(() =>
        {
            Assert.That(verdicts.Any(verdict => verdict.Transition == Transition.Opened));
            Assert.That(verdicts[0].Direction, Is.EqualTo(AnomalyDirection.Up));
            Assert.That(verdicts[^1].OnsetMs, Is.EqualTo(Start + (60 * 5000)));
        });
    }

    [Test]
    public void RatioThatWasAlwaysZero_JumpsToAHalf_IsFoundWithinThreeSamples()
    {
        var detector = new SeriesDetector(Compressed, SeriesKind.Ratio);
        for (var i = 0; i < 24; i++)
        {
            detector.Observe(Start + (i * 5000), 0);
        }

        Assert.That(Enumerable.Range(24, 3).Any(i => detector.Observe(Start + (i * 5000), 0.5).Alert));
    }

    [Test]
    public void ShareOfFailures_OpensWithinTwoSamples_AndStaysOpenAsLongAsItLasts([Values(0.2, 0.324, 0.67)] double share, [Values(20, 720, 20_000)] int history, [Values(1, 2, 3)] int seed)
    {
        var random = new Random(seed);
        var profile = Compressed with { Hold = true, CertainDeviation = 0.1, Direction = AnomalyDirection.Up, MinDeviation = 0.01 };
        var detector = new SeriesDetector(profile, SeriesKind.Ratio);
        for (var i = 0; i < history; i++)
        {
            detector.Observe(Start + (i * 5000L), 0);
        }

        var plateau = Enumerable.Range(history, 1440).Select(i => detector.Observe(Start + (i * 5000L), share + (0.05 * random.NextDouble()))).ToList();
        var after = Enumerable.Range(history + 1440, 10).Select(i => detector.Observe(Start + (i * 5000L), 0)).ToList();
        Assert.Multiple(() =>
        {
            Assert.That(plateau.FindIndex(verdict => verdict.Open), Is.InRange(0, 1));
            Assert.That(plateau.Skip(2).All(verdict => verdict.Open), "for two hours");
            Assert.That(after.Any(verdict => verdict.Transition == Transition.Closed));
        });
    }

    [Test]
    public void Latency_ThatTreblesInAYoungSeries_IsFoundWithinThreeSamples_AndStaysOpen([Values(1, 2, 3, 4, 5)] int seed)
    {
        var random = new Random(seed);
        var detector = new SeriesDetector(Compressed with { Hold = true, Direction = AnomalyDirection.Up, MinRelativeDeviation = 0.2 }, SeriesKind.Gauge);
        for (var i = 0; i < 24; i++)
        {
            detector.Observe(Start + (i * 5000L), 0.020 + (0.004 * random.NextDouble()));
        }

        var slow = Enumerable.Range(24, 360).Select(i => detector.Observe(Start + (i * 5000L), 0.200 + (0.04 * random.NextDouble()))).ToList();
        Assert.Multiple(() =>
        {
            Assert.That(slow.FindIndex(verdict => verdict.Open), Is.InRange(0, 2));
            Assert.That(slow.Skip(3).All(verdict => verdict.Open), "for half an hour");
        });
    }

    [Test]
    public void Latency_ThatIsAsBadAfterAPauseAsBefore_StaysOpen([Values(10, 30, 100)] int pause, [Values(1, 2, 3)] int seed)
    {
        var random = new Random(seed);
        var detector = new SeriesDetector(Compressed with { Hold = true, Direction = AnomalyDirection.Up, MinRelativeDeviation = 0.2 }, SeriesKind.Gauge);
        var verdicts = new List<Verdict>();
        for (var i = 0; i < 300; i++)
        {
            var at = i < 30 ? i : i + pause;
            verdicts.Add(detector.Observe(Start + (at * 5000L), i < 24 ? 0.045 + (0.004 * random.NextDouble()) : 0.5 + (0.2 * random.NextDouble())));
        }

        Assert.That(verdicts.Skip(26).All(verdict => verdict.Open), "a restart in between has taught nothing");
    }

    [Test]
    public void MemoryOfAYoungProcess_ThatRisesToManyTimesItsLevel_IsFoundWithinAMinute([Values(18, 30, 60, 120, 700)] int history)
    {
        var random = new Random(history);
        var detector = new SeriesDetector(Compressed, SeriesKind.Gauge);
        for (var i = 0; i < history; i++)
        {
            // settles from 97 to 118 MB in its first minutes, as processes do
            Assert.That(detector.Observe(Start + (i * 5000L), 118 - (21 * Math.Exp(-i / 15.0)) + (0.3 * random.NextDouble())).Open, Is.False);
        }

        var leak = Enumerable.Range(0, 30).Select(i => detector.Observe(Start + ((history + i) * 5000L), 118 + (36.0 * i) + random.NextDouble())).ToList();
        var opened = leak.FindIndex(verdict => verdict.Open);
        Assert.That(opened, Is.InRange(0, 12));
        Assert.That(leak[opened].Ground == Ground.Range, Is.EqualTo(leak[opened].Evidence < leak[opened].Needed), "it says what it rests on");
    }

    [Test]
    public void FalseAlarm_KeepsAHoldingSeriesQuietAboutTheSame([Values(1, 2, 3)] int seed)
    {
        var random = new Random(seed);
        var detector = new SeriesDetector(Compressed with { Hold = true, CertainDeviation = 0.1, Direction = AnomalyDirection.Up, MinDeviation = 0.01 }, SeriesKind.Ratio);
        double Value(int i) => (i % 400 is >= 300 and < 320 ? 0.16 : 0) + (0.02 * random.NextDouble());
        var opened = 0;
        for (var i = 0; i < 380; i++)
        {
            opened += detector.Observe(Start + (i * 5000L), Value(i)).Transition == Transition.Opened ? 1 : 0;
            if (i == 310)
            {
                Assert.That(detector.IsOpen, "what is complained about");
                detector.Learn(Feedback.FalseAlarm);
            }
        }

        var again = Enumerable.Range(380, 400).Count(i => detector.Observe(Start + (i * 5000L), Value(i)).Transition == Transition.Opened);
        Assert.That((opened, again), Is.EqualTo((1, 0)));
    }

    [Test]
    public void HoldingSeries_LearnsALevelThatLastsLongerThanItIsHeld()
    {
        var detector = new SeriesDetector(Compressed with { Hold = true, CertainDeviation = 0.1, AcceptAfter = TimeSpan.FromHours(1) }, SeriesKind.Ratio);
        for (var i = 0; i < 5000; i++)
        {
            detector.Observe(Start + (i * 5000L), i < 100 ? 0 : 0.3 + (0.01 * (i % 7)));
        }

        Assert.That(detector.IsOpen, Is.False);
    }

    [Test]
    public void HoldingSeries_RaisesNothingOnHealthyNoise([Values(1, 2, 3, 4, 5, 6, 7, 8)] int seed)
    {
        var random = new Random(seed);
        var detector = new SeriesDetector(Compressed with { Hold = true, CertainDeviation = 1e9, Direction = AnomalyDirection.Up }, SeriesKind.Gauge);
        Assert.That(Enumerable.Range(0, 17_280).Count(i => detector.Observe(Start + (i * 5000L), Noise(random, seed)).Transition == Transition.Opened), Is.LessThanOrEqualTo(1), "in a day, learnt in a minute");
    }

    [Test]
    public void Learning_ScoresButDoesNotAlert()
    {
        var detector = new SeriesDetector(DetectorProfile.Default, SeriesKind.Gauge);
        var random = new Random(1);
        var last = default(Verdict);
        for (var i = 0; i < 59; i++)
        {
            last = detector.Observe(Start + (i * 60_000), i == 58 ? 1e6 : 10 + random.NextDouble());
        }

        Assert.Multiple(() =>
        {
            Assert.That(last.State, Is.EqualTo(LearningState.Learning));
            Assert.That(last.Alert, Is.False);
            Assert.That(last.Score, Is.GreaterThan(0.5));
            Assert.That(detector.LearningUntilMs, Is.EqualTo(Start + 3_600_000));
        });
    }

    [Test]
    public void CounterReset_IsNoDrop()
    {
        var detector = new SeriesDetector(Compressed, SeriesKind.Counter);
        var random = new Random(1);
        double count = 1e9;
        for (var i = 0; i < 200; i++)
        {
            count = i == 150 ? 5 : count + 500 + random.Next(20);
            var verdict = detector.Observe(Start + (i * 5000), count);
            Assert.That(verdict.Alert, Is.False, $"sample {i}");
            Assert.That(verdict.Judged, Is.EqualTo(i is not 0 and not 150));
        }
    }

    [Test]
    public void LateDuplicateAndNotFiniteSamples_ChangeNothing()
    {
        var plain = Trained(100, out _);
        var disturbed = Trained(100, out var time);
        disturbed.Observe(time, 1e9);
        disturbed.Observe(time - 60_000, 1e9);
        disturbed.Observe(time + 1000, double.NaN);
        disturbed.Observe(time + 1000, double.PositiveInfinity);
        Assert.That(Saved(disturbed), Is.EqualTo(Saved(plain)));
    }

    [Test]
    public void RestoredDetector_GivesTheSameVerdicts()
    {
        var detector = Trained(5000, out var time);
        var restored = SeriesDetector.Restore(detector.Profile, Saved(detector))!;
        var random = new Random(9);
        for (var i = 0; i < 3000; i++)
        {
            time += 60_000;
            var value = random.NextDouble() < 0.01 ? 500 : 10 + random.NextDouble();
            Assert.That(restored.Observe(time, value), Is.EqualTo(detector.Observe(time, value)));
        }

        Assert.That(Saved(restored), Is.EqualTo(Saved(detector)));
    }

    [Test]
    public void ForeignBytes_AreNoCheckpoint()
    {
        var saved = Saved(Trained(10, out _));
        saved[4]++;
        Assert.Multiple(() =>
        {
            Assert.That(SeriesDetector.Restore(DetectorProfile.Default, saved), Is.Null);
            Assert.That(SeriesDetector.Restore(DetectorProfile.Default, saved.AsSpan(0, 100)), Is.Null);
        });
    }

    [Test]
    public void Observe_AllocatesNothing()
    {
        var detector = Trained(1000, out var time);
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 1; i <= 10_000; i++)
        {
            detector.Observe(time + (i * 60_000), i % 100);
        }

        Assert.That(GC.GetAllocatedBytesForCurrentThread() - before, Is.Zero);
    }

    [Test]
    public void State_IsSmall() => Assert.That(SeriesDetector.StateBytes, Is.LessThanOrEqualTo(2048));

    [Test]
    public void Silence_MakesStaleAndKeepsWhatIsOpen()
    {
        var detector = Trained(2000, out var time);
        detector.Observe(time + 60_000, 1e4);
        Assert.Multiple(() =>
        {
            Assert.That(detector.AdvanceTo(time + 120_000), Is.EqualTo(LearningState.Active));
            Assert.That(detector.AdvanceTo(time + 3_600_000), Is.EqualTo(LearningState.Stale));
            Assert.That(detector.IsOpen);
        });
    }

    [Test]
    public void NewMember_InheritsWhatTheWorkloadLearnt()
    {
        var prior = Trained(5000, out var time);
        var member = SeriesDetector.FromPrior(prior);
        var random = new Random(3);
        for (var i = 1; i <= 10; i++)
        {
            Assert.That(member.Observe(time + (i * 60_000), 40 + random.NextDouble()).Alert, Is.False, "its level is its own");
        }

        Assert.That(Enumerable.Range(11, 3).Any(i => member.Observe(time + (i * 60_000), 400).Alert));
    }

    [Test]
    public void FalseAlarm_KeepsTheSameFromAlertingAgain()
    {
        var detector = Trained(5000, out var time);
        Assert.That(detector.Observe(time + 60_000, 30).Alert);
        detector.Learn(Feedback.FalseAlarm);
        for (var i = 2; i < 100; i++)
        {
            detector.Observe(time + (i * 60_000), 10.5);
        }

        Assert.That(detector.Observe(time + 6_000_000, 30).Alert, Is.False);
    }

    [Test]
    public void ExpectedFromNowOn_AcceptsTheLevel()
    {
        var detector = Trained(5000, out var time);
        var random = new Random(3);
        detector.Observe(time + 60_000, 30);
        detector.Learn(Feedback.ExpectedFromNowOn);
        Assert.That(Enumerable.Range(2, 60).Count(i => detector.Observe(time + (i * 60_000), 30 + random.NextDouble()).Alert), Is.Zero);
    }

    [Test]
    public void SmallDeviation_BelowTheMinimum_NeverAlerts()
    {
        var random = new Random(2);
        var detector = new SeriesDetector(DetectorProfile.Default with { MinDeviation = 50 }, SeriesKind.Gauge);
        for (var i = 0; i < 2000; i++)
        {
            detector.Observe(Start + (i * 60_000), 10 + random.NextDouble());
        }

        Assert.Multiple(() =>
        {
            Assert.That(detector.Observe(Start + 120_000_000, 40).Alert, Is.False);
            Assert.That(detector.Observe(Start + 120_060_000, 140).Alert);
        });
    }

    [Test]
    public void SameSurgeAgain_RanksBelowTheFirst()
    {
        var detector = Trained(3 * 1440, out var time);
        var first = detector.Observe(time + 60_000, 60).Score;
        for (var i = 2; i < 720; i++)
        {
            detector.Observe(time + (i * 60_000), 10.5 + (i % 3 * 0.1));
        }

        var second = detector.Observe(time + (720 * 60_000), 60).Score;
        Assert.Multiple(() =>
        {
            Assert.That(first, Is.GreaterThan(0.6));
            Assert.That(second, Is.LessThan(first));
        });
    }

    [Test]
    public void SeriesThatOpensEveryHour_NeedsMoreEvidenceThanOneThatOpenedOnce()
    {
        var often = Trained(3 * 1440, out var time);
        var once = Trained(3 * 1440, out _);
        for (var i = 1; i <= 2 * 1440; i++)
        {
            // ever larger, so that each is news to the series
            var surge = i % 60 < 2 ? 10 + (i * 2) : 10 + (i % 3 * 0.1);
            often.Observe(time + (i * 60_000), surge);
            once.Observe(time + (i * 60_000), i < 60 ? 10 + (i % 3 * 0.1) : i == 60 ? 60 : 10 + (i % 3 * 0.1));
        }

        Assert.That(often.Bar, Is.GreaterThan(once.Bar + 1));
    }

    private static double Noise(Random random, int shape) => (shape % 4) switch
    {
        0 => 100 + (10 * Gauss(random)),
        1 => 5 * Math.Exp(0.5 * Gauss(random)),
        2 => random.Next(0, 4),
        _ => Math.Round(20 + (3 * Gauss(random))),
    };

    private static double Gauss(Random random) => Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());

    private static SeriesDetector Trained(int samples, out long time)
    {
        var random = new Random(5);
        var detector = new SeriesDetector(DetectorProfile.Default, SeriesKind.Gauge);
        time = Start;
        for (var i = 0; i < samples; i++)
        {
            time += 60_000;
            detector.Observe(time, 10 + random.NextDouble());
        }

        return detector;
    }

    private static byte[] Saved(SeriesDetector detector)
    {
        var bytes = new byte[SeriesDetector.SavedBytes];
        detector.Save(bytes);
        return bytes;
    }
}
