using AIOps.Server.Configuration;
using Microsoft.Extensions.Configuration;

namespace AIOps.Server.Tests.Configuration;

[TestFixture]
public sealed class ConfigurationSectionsTests
{
    [TestCase("Corelation:OpenBar", "Corelation")]
    [TestCase("Collectors:Otel:GrpcPort", "Collectors:Otel")]
    [TestCase("server:port", null)]
    [TestCase("Collectors:Otlp:GrpcPort", null)]
    [TestCase("Logging:LogLevel:Default", null)]
    [TestCase("TOKEN", null)]
    public void SectionThatNobodyReads_IsTold(string key, string? told) =>
        Assert.That(ConfigurationSections.Unknown(new ConfigurationBuilder().AddInMemoryCollection([new(key, "1")]).Build()).Select(mistake => mistake.Key), Is.EqualTo(told is null ? [] : new[] { told }));

    [Test]
    public void VariableWithoutPrefix_IsTold_OthersAreNobodysBusiness() =>
        Assert.That(
            ConfigurationSections.WithoutPrefix(["Server__Port", "Collectors__Otlp__GrpcPort", "AIOPS_Server__Port", "PATH", "Collectors__Other__Thing", "GF_SERVER__X", "Server_Port"]),
            Is.EqualTo(["Collectors__Otlp__GrpcPort", "Server__Port"]));
}
