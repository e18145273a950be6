namespace AIOps.Incidents.Tests.Scenarios;

/// <summary>Each text in this folder is a test: a timeline of signals and the incidents that must come out.</summary>
public sealed class ScenarioTests
{
    private static IEnumerable<TestCaseData> Texts() =>
        Directory.EnumerateFiles(Folder, "*.scenario").Order(StringComparer.Ordinal).Select(path => new TestCaseData(path).SetArgDisplayNames(Path.GetFileNameWithoutExtension(path)));

    private static string Folder => Path.Combine(TestContext.CurrentContext.TestDirectory, "Scenarios");

    [TestCaseSource(nameof(Texts))]
    public void Timeline_GivesTheIncidentsWritten(string path) =>
        Assert.That(new ScenarioRunner().Run(File.ReadAllText(path)), Is.Empty);

    [Test]
    public void Texts_AreAtLeastThirty() => Assert.That(Texts().Count(), Is.GreaterThanOrEqualTo(30));

    [Test]
    public void WrongExpectation_IsReported() =>
        Assert.That(new ScenarioRunner().Run("0 alert a db Down state=down\n1 expect I1 state=Closed"), Has.Count.EqualTo(1));
}
