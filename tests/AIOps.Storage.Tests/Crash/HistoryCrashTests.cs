using AIOps.Storage.Tests.History;

namespace AIOps.Storage.Tests.Crash;

public sealed class HistoryCrashTests
{
    private static int[] Kills => Environment.GetEnvironmentVariable("AIOPS_TEST_FULL") == "1" ? [.. Enumerable.Range(1, 20).Select(i => i * 23)] : [80, 200];

    [TestCaseSource(nameof(Kills))]
    public async Task KilledWhileAppending_LosesNothingConfirmed(int kills)
    {
        await using var it = new HistoryUnderTest();
        using var child = CrashChild.Start("appends", it.Options.Folder);
        var promised = (await CrashChild.KillAfterAsync(child, kills)).Select(line => line.Split(' ').Select(int.Parse).ToArray()).GroupBy(words => words[0]).ToDictionary(group => group.Key, group => group.Max(words => words[1]));

        await it.ReopenAsync();
        foreach (var (worker, last) in promised)
        {
            foreach (var number in new[] { 0, 49 })
            {
                var window = await it.ReadAsync(HistoryUnderTest.Series((worker * 100) + number));
                Assert.That(window!.Times.Count, Is.GreaterThanOrEqualTo(last), "confirmed and lost");
                Assert.That(window.Values, Is.EqualTo(Enumerable.Range(1, window.Values.Count).Select(n => (double)n)));
            }
        }

        var replayed = (await it.ReplayAsync(0)).Concat(await it.ReplayAsync(1)).Sum(batch => batch.Count);
        Assert.That(replayed, Is.GreaterThanOrEqualTo(promised.Values.Sum() * 50));
    }
}
