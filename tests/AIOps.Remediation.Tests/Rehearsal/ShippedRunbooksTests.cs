using AIOps.Remediation.Rehearsal;
using AIOps.Remediation.Runbooks;

namespace AIOps.Remediation.Tests.Rehearsal;

public sealed class ShippedRunbooksTests
{
    private static string Folder => Path.Combine(AppContext.BaseDirectory, "runbooks");

    private static IEnumerable<string> Files() => Directory.EnumerateFiles(Folder, "v*.yaml", SearchOption.AllDirectories).Where(file => !file.EndsWith(".test.yaml", StringComparison.Ordinal)).Select(file => Path.GetRelativePath(Folder, file)).Order(StringComparer.Ordinal);

    [Test]
    public void AtLeastTwelve_AreShipped() => Assert.That(Files().Count(), Is.GreaterThanOrEqualTo(12));

    [TestCaseSource(nameof(Files))]
    public void ShippedRunbook_IsSoundAndPassesItsCases(string file)
    {
        var mistakes = new List<RunbookMistake>();
        var runbook = RunbookLoader.Load(Path.Combine(Folder, file), mistakes);
        Assert.That(mistakes, Is.Empty);

        var results = RunbookCases.Run(runbook!, mistakes);

        Assert.Multiple(() =>
        {
            Assert.That(mistakes, Is.Empty);
            Assert.That(results.Where(result => result.Problem is not null), Is.Empty);
            Assert.That(results, Has.Count.GreaterThanOrEqualTo(2), "one case that acts and one that refuses");
        });
    }
}
