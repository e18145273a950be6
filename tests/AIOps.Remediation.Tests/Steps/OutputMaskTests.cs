using System.Text;
using AIOps.Remediation.Runbooks;
using AIOps.Remediation.Steps;

namespace AIOps.Remediation.Tests.Steps;

public sealed class OutputMaskTests
{
    [Test]
    public void SecretInPieces_IsMaskedHoweverItIsCut()
    {
        Environment.SetEnvironmentVariable("AIOPS_TEST_PIECES", "s3cret-value");
        var secrets = SecretValues.TryRead([new SecretRule("pieces", "env:AIOPS_TEST_PIECES", "PIECES")], out _)!;
        const string said = "before s3cret-value after\ns3cret-values3cret-value";
        for (var size = 1; size <= said.Length; size++)
        {
            var (pieces, all) = (new List<string>(), new StringBuilder());
            var mask = new OutputMask(secrets, text =>
            {
                pieces.Add(text);
                all.Append(text);
            });
            for (var at = 0; at < said.Length; at += size)
            {
                mask.Add(said.Substring(at, Math.Min(size, said.Length - at)));
            }

            mask.End();
            Assert.That(all.ToString(), Is.EqualTo("before ••• after\n••••••"), $"pieces of {size}");
        }
    }
}
