using AIOps.Detection.Logs;

namespace AIOps.Detection.Tests.Logs.Truth;

[TestFixture]
public sealed class MessageTruthTests
{
    private const int Lines = 200_000;

    [Test]
    public void RenderedMessages_AreMinedBackToTheirTemplates()
    {
        var truth = new MessageTruth(seed: 5);
        var miner = new TemplateMiner();
        var expected = new List<int>(Lines);
        var patterns = new List<MinedPattern>(Lines);
        for (var i = 0; i < Lines; i++)
        {
            var (line, template) = truth.Next();
            expected.Add(template);
            patterns.Add(miner.Mine(line).Pattern);
        }

        miner.Consolidate();
        var clusters = patterns.ConvertAll(pattern => pattern.TemplateId);
        var text = clusters.Distinct().ToDictionary(id => id, id => miner.Find(id)!.Masked);
        var texts = clusters.ConvertAll(id => text[id]);

        var (groupingAccuracy, templateF1) = truth.Score(expected, clusters, texts);
        TestContext.Out.WriteLine($"{truth.Count} templates, {Lines} lines: GA {groupingAccuracy:0.000}, FTA {templateF1:0.000}");
        TestContext.Out.WriteLine(truth.Explain(expected, clusters, texts));

        Assert.Multiple(() =>
        {
            Assert.That(truth.Count, Is.GreaterThanOrEqualTo(300));
            Assert.That(groupingAccuracy, Is.GreaterThanOrEqualTo(0.93));
            Assert.That(templateF1, Is.GreaterThanOrEqualTo(0.70));
        });
    }
}
