using AIOps.Contracts.Configuration;
using AIOps.Server.Catalogue;
using AIOps.TestKit;

namespace AIOps.Server.Tests.Catalogue;

public sealed class CatalogueFileTests
{
    [Test]
    public void ExampleOfTheDocumentation_IsRead()
    {
        var page = File.ReadAllText(Path.Combine(RepositoryRoot.Path, "docs", "operations", "catalogue.md"));
        var example = page[(page.IndexOf("```yaml\n", StringComparison.Ordinal) + 8)..];
        var mistakes = new List<ConfigurationMistake>();
        var orders = CatalogueFile.Parse("catalogue.yaml", example[..example.IndexOf("```", StringComparison.Ordinal)], mistakes).Single();
        Assert.Multiple(() =>
        {
            Assert.That(mistakes, Is.Empty);
            Assert.That(orders.Members.Single().Attributes["pidfile"], Is.EqualTo("/run/orders-1.pid"));
            Assert.That(orders.Probes.Select(probe => probe.Kind), Is.EqualTo(new[] { "http", "pidfile" }));
            Assert.That(orders.Limits.Select(limit => (limit.Metric, limit.Upper, limit.Lower)), Is.EqualTo(new (string, double?, double?)[] { ("orders.queue.length", 1000, null), ("pool.*.free", null, 2) }));
            Assert.That(orders.CustomerShare, Is.EqualTo(.4));
        });
    }

    [TestCase("workload: orders", "service orders", "has no kind")]
    [TestCase("{ workload: service:a, tier: 7 }", "service:a: tier", "is out of range")]
    [TestCase("{ workload: service:a, customerShare: 40 }", "customerShare", "is out of range")]
    [TestCase("{ workload: service:a, calendar: Mon-Fri 8-18 }", "calendar", "cannot be read")]
    [TestCase("{ workload: service:a, limits: [{ metric: x }] }", "limits: x", "must have one limit")]
    [TestCase("{ workload: service:a, limits: [{ metric: x, upper: 1, lower: 0 }] }", "limits: x", "must have one limit")]
    [TestCase("{ workload: service:a, limits: [{ metric: x, upper: .inf }] }", "limits: x", "must have one limit")]
    [TestCase("{ workload: service:a, limits: [{ metric: '', upper: 1 }] }", "limits: metric", "is missing")]
    [TestCase("{ workload: service:a, limits: }", "limits", "is there without a value")]
    [TestCase("{ workload: service:a, members: [{ name: }] }", "members", "is there without a value")]
    [TestCase("{ workload: service:a, probes: [{ name: p, kind: ping, address: x }] }", "probe p: kind", "is no kind of probe")]
    [TestCase("{ workload: service:a, teir: 1 }", ":1", "teir")]
    public void Mistake_NamesItsPlace(string entry, string place, string problem)
    {
        var mistakes = new List<ConfigurationMistake>();
        CatalogueFile.Parse("catalogue.yaml", $"services: [{(entry.StartsWith('{') ? entry : $"{{ {entry} }}")}]", mistakes);
        var mistake = mistakes.Single();
        Assert.Multiple(() =>
        {
            Assert.That(mistake.Key, Does.Contain(place));
            Assert.That(mistake.Problem, Does.Contain(problem));
            Assert.That(mistake.Remedy, Is.Not.Empty);
        });
    }

    [Test]
    public void ServiceThatStandsTwice_IsAMistake()
    {
        var mistakes = new List<ConfigurationMistake>();
        CatalogueFile.Parse("catalogue.yaml", "services: [{ workload: service:a }, { workload: service:a }]", mistakes);
        Assert.That(mistakes.Single().Problem, Is.EqualTo("stands twice"));
    }
}
