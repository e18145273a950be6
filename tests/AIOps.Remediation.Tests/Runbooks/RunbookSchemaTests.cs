using System.Text.Json;
using AIOps.Remediation.Runbooks;

namespace AIOps.Remediation.Tests.Runbooks;

/// <summary>The checked-in schema knows what the parser knows: no key more, no key less.</summary>
public sealed class RunbookSchemaTests
{
    private static readonly JsonElement Schema = JsonDocument.Parse(File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "runbooks", "runbook.schema.json"))).RootElement;

    // Where an unknown key is put, and where the schema lists the known ones.
    private static IEnumerable<TestCaseData> Places()
    {
        yield return new TestCaseData("owner: team-a", "owner: team-a\nunheard_of_key: 1", Schema).SetArgDisplayNames("root");
        yield return new TestCaseData("min_confidence: 0.5", "min_confidence: 0.5, unheard_of_key: 1", Property("trigger")).SetArgDisplayNames("trigger");
        yield return new TestCaseData("max_targets: 1", "max_targets: 1, unheard_of_key: 1", Property("targets")).SetArgDisplayNames("targets");
        yield return new TestCaseData("max: auto", "max: auto, unheard_of_key: 1", Property("autonomy")).SetArgDisplayNames("autonomy");
        yield return new TestCaseData("class: low", "class: low, unheard_of_key: 1", Property("risk")).SetArgDisplayNames("risk");
        yield return new TestCaseData("runs_per_hour: 4", "runs_per_hour: 4, unheard_of_key: 1", Property("limits")).SetArgDisplayNames("limits");
        yield return new TestCaseData("settle: 1s", "settle: 1s, unheard_of_key: 1", Property("verify")).SetArgDisplayNames("verify");
        yield return new TestCaseData("id: call", "id: call, unheard_of_key: 1", Schema.GetProperty("$defs").GetProperty("step")).SetArgDisplayNames("step");
        yield return new TestCaseData("max: 2, on", "max: 2, unheard_of_key: 1, on", Schema.GetProperty("$defs").GetProperty("step").GetProperty("properties").GetProperty("retry")).SetArgDisplayNames("retry");
    }

    [TestCaseSource(nameof(Places))]
    public void Parser_KnowsTheKeysOfTheSchema(string from, string to, JsonElement place)
    {
        var mistakes = new List<RunbookMistake>();
        RunbookLoader.Parse("/x/v1.yaml", RunbookLoaderTests.Sound.Replace(from, to, StringComparison.Ordinal), mistakes);

        var mistake = mistakes.Single(one => one.Problem == "is an unknown key");
        var known = mistake.Remedy["known keys are ".Length..].Split(", ");
        Assert.That(place.GetProperty("properties").EnumerateObject().Select(property => property.Name), Is.EquivalentTo(known));
    }

    [Test]
    public void Steps_HaveTheSettingsOfTheirExecutors()
    {
        var branches = Schema.GetProperty("$defs").GetProperty("step").GetProperty("allOf").EnumerateArray().ToDictionary(
            branch => branch.GetProperty("if").GetProperty("properties").GetProperty("uses").GetProperty("const").GetString()!,
            branch => branch.GetProperty("then").GetProperty("properties").GetProperty("with"),
            StringComparer.Ordinal);
        Assert.That(branches.Keys, Is.EquivalentTo(StepKind.All.Keys));
        Assert.Multiple(() =>
        {
            foreach (var kind in StepKind.All.Values)
            {
                Assert.That(branches[kind.Name].GetProperty("properties").EnumerateObject().Select(property => property.Name), Is.EquivalentTo(kind.Required.Concat(kind.Optional).Concat(kind.Lists).Concat(kind.Maps)), kind.Name);
                Assert.That(branches[kind.Name].GetProperty("required").EnumerateArray().Select(name => name.GetString()), Is.EquivalentTo(kind.Required), kind.Name);
            }
        });
    }

    private static JsonElement Property(string name) => Schema.GetProperty("properties").GetProperty(name);
}
