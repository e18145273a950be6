using System.Collections;
using System.Globalization;
using System.Reflection;
using AIOps.Collectors.Alerts;
using AIOps.Collectors.Host;
using AIOps.Collectors.LogFiles;
using AIOps.Collectors.Otlp;
using AIOps.Collectors.Traces;
using AIOps.Detection.Logs;
using AIOps.Incidents.Correlation;
using AIOps.Notifications;
using AIOps.Notifications.Slack;
using AIOps.Notifications.Webhook;
using AIOps.Remediation;
using AIOps.Server.Bus;
using AIOps.Server.Configuration;
using AIOps.Server.Detect;
using AIOps.Server.Serve;
using AIOps.Server.Web;
using AIOps.Storage.History;
using AIOps.Storage.Remote;
using AIOps.TestKit;

namespace AIOps.Server.Tests.Configuration;

/// <summary>docs/operations/configuration.md names every key with its default.</summary>
public sealed class ConfigurationPageTests
{
    private static readonly Dictionary<string, Type> Sections = new()
    {
        ["Server"] = typeof(ServerOptions), ["Storage"] = typeof(StorageSettings), ["Bus"] = typeof(BusOptions), ["History"] = typeof(HistoryOptions), ["RemoteStore"] = typeof(RemoteStoreOptions),
        ["Detection"] = typeof(DetectionOptions), ["Detection:Limits:0"] = typeof(LimitOption), ["Logs"] = typeof(LogAnomalyOptions), ["Logs:Mining"] = typeof(TemplateMinerOptions),
        ["Correlation"] = typeof(CorrelatorOptions), ["Remediation"] = typeof(RemediationOptions), ["Notifications"] = typeof(NotificationsOptions), ["Notifications:Webhooks:0"] = typeof(WebhookOptions),
        ["Notifications:Slack:0"] = typeof(SlackOptions), ["Web"] = typeof(WebOptions), ["Collectors:Host"] = typeof(HostCollectorOptions), ["Collectors:Otlp"] = typeof(OtlpOptions),
        ["Collectors:Traces"] = typeof(TraceOptions), ["Collectors:Signals"] = typeof(SignalOptions), ["Collectors:Signals:Heartbeats:0"] = typeof(HeartbeatOptions),
        ["Collectors:LogFiles"] = typeof(LogFileOptions), ["Collectors:LogFiles:Files:0"] = typeof(LogFileEntry),
    };

    private static IEnumerable<string> Names => Sections.Keys;

    [TestCaseSource(nameof(Names))]
    public void EveryKey_StandsOnThePageWithItsDefault(string section)
    {
        var part = File.ReadAllText(Path.Combine(RepositoryRoot.Path, "docs", "operations", "configuration.md")).Split("\n## ").Single(text => text.StartsWith($"`{section}`\n", StringComparison.Ordinal));
        var options = Activator.CreateInstance(Sections[section]);
        foreach (var property in Sections[section].GetProperties(BindingFlags.Public | BindingFlags.Instance).Where(IsSetting))
        {
            var row = $"\n| `{property.Name}` | {Write(property.GetValue(options))}".TrimEnd() + " | ";
            Assert.That(part, Does.Contain(row));
        }
    }

    [Test]
    public void EverySection_HasAPart() =>
        Assert.That(Sections.Keys, Is.SupersetOf(ConfigurationSections.All.Except(["Logging"])));

    private static bool IsSetting(PropertyInfo property) => property.SetMethod is { IsPublic: true } || typeof(IList).IsAssignableFrom(property.PropertyType) || (property.PropertyType.IsGenericType && property.PropertyType.GetGenericTypeDefinition() == typeof(IList<>));

    private static string Write(object? value) => value switch
    {
        bool flag => flag ? "true" : "false",
        TimeSpan span => span.ToString(span.Milliseconds > 0 ? @"hh\:mm\:ss\.fff" : span.Days > 0 ? @"d\.hh\:mm\:ss" : @"hh\:mm\:ss", CultureInfo.InvariantCulture),
        double number => number.ToString("0.0###", CultureInfo.InvariantCulture),
        IEnumerable and not string => "",
        TemplateMinerOptions => "",
        _ => Convert.ToString(value, CultureInfo.InvariantCulture) ?? "",
    };
}
