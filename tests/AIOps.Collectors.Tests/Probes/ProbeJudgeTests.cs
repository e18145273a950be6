using AIOps.Collectors.Probes;

namespace AIOps.Collectors.Tests.Probes;

public sealed class ProbeJudgeTests
{
    // One letter a result: g good, d down, h hung, w wrong answer; F fires, C clears, . nothing.
    [TestCase("ggddd", ".C..F")]
    [TestCase("ggddgdd", ".C.....")]
    [TestCase("dddgg", "..F.C")]
    [TestCase("dddgdgg", "..F...C")]
    [TestCase("hhhhddd", "..F...F")]
    [TestCase("hhhdhdhgg", "..F.....C")]
    [TestCase("gggggg", ".C....")]
    [TestCase("www", "..F")]
    public void RowOfResults_FiresAndClears(string results, string expected)
    {
        var judge = new ProbeJudge(3, 2);
        var told = string.Concat(results.Select(letter => judge.Observe(Result(letter)) switch { ProbeChange.Fires => 'F', ProbeChange.Clears => 'C', _ => '.' }));
        Assert.That(told, Is.EqualTo(expected));
    }

    private static ProbeResult Result(char letter) => letter switch
    {
        'g' => ProbeResult.Good(TimeSpan.Zero),
        'd' => ProbeResult.Bad(TimeSpan.Zero, ProbeResult.Down, "refused"),
        'h' => ProbeResult.Bad(TimeSpan.Zero, ProbeResult.Hung, "no answer"),
        _ => ProbeResult.Bad(TimeSpan.Zero, "", "answered 500"),
    };
}
