using AIOps.Contracts.Telemetry;
using AIOps.Detection.Metrics;
using AIOps.Detection.Profiles;

namespace AIOps.Detection.Tests.Profiles;

public sealed class ProfileCatalogueTests
{
    private static readonly ProfileCard Card = new("", "", "", "");

    [Test]
    public void MostSpecificProfile_IsChosen()
    {
        var catalogue = new ProfileCatalogue([Entry("default", [], []), Entry("latency", ["*duration*"], []), Entry("latency-seconds", ["*duration*"], ["s"])]);
        Assert.Multiple(() =>
        {
            Assert.That(catalogue.Choose(Series("http.server.request.DURATION.p95", "s")).Name, Is.EqualTo("latency-seconds"));
            Assert.That(catalogue.Choose(Series("http.server.request.duration.p95", "ms")).Name, Is.EqualTo("latency"));
            Assert.That(catalogue.Choose(Series("process.cpu", "1")).Name, Is.EqualTo("default"));
        });
    }

    [Test]
    public void LaterProfileOfTheSameName_Replaces()
    {
        var catalogue = new ProfileCatalogue([Entry("default", [], []), Entry("default", [], [], 7)]);
        Assert.That(catalogue.Choose(Series("x", "")).Version, Is.EqualTo(7));
    }

    private static SeriesKey Series(string metric, string unit) => new(new EntityId("service:a"), metric, [], unit, SeriesKind.Gauge);

    private static ProfileEntry Entry(string name, string[] metrics, string[] units, int version = 1) =>
        new(DetectorProfile.Default with { Name = name, Version = version }, new ProfileMatch(metrics, units, new Dictionary<string, string>(StringComparer.Ordinal)), Card);
}
