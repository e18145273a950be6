using System.CommandLine;
using System.Globalization;
using Spectre.Console;

namespace AIOps.Server.Cli;

/// <summary><c>aiops entities|topology|services|runbooks</c>.</summary>
internal static class InventoryVerbs
{
    public static Command Entities()
    {
        var match = new Option<string?>("--match") { Description = "A part of the name." };
        return Verb.Create("entities", "Lists what is seen in telemetry, last seen first.", [], [match], async (call, cancellationToken) =>
            call.Show(await call.Service.GetAsync($"api/v1/entities?limit=500{(call.Given.GetValue(match) is { } part ? $"&match={Uri.EscapeDataString(part)}" : "")}", cancellationToken), page =>
            {
                var table = Terminal.Table("entity", "last seen (UTC)", "labels");
                foreach (var entity in page.Items("items"))
                {
                    table.Row(entity.Word("id"), entity.Moment("lastSeenAt"), string.Join(", ", entity.GetProperty("labels").EnumerateObject().Take(6).Select(label => $"{label.Name}={label.Value}")));
                }

                call.Console.Write(table);
            }));
    }

    public static Command Topology()
    {
        var around = new Option<string?>("--around") { Description = "Only edges of this workload." };
        return Verb.Create("topology", "Lists who calls whom, with age and traffic.", [], [around], async (call, cancellationToken) =>
            call.Show(await call.Service.GetAsync($"api/v1/topology{(call.Given.GetValue(around) is { } name ? $"?around={Uri.EscapeDataString(name)}" : "")}", cancellationToken), topology =>
            {
                var table = Terminal.Table("from", "edge", "to", "calls", "errors", "last seen (UTC)");
                foreach (var edge in topology.Items("edges"))
                {
                    var seen = !edge.TryGetProperty("lastSeenMs", out var ms) ? "" : ms.GetInt64() == 0 ? "declared"
                        : DateTimeOffset.FromUnixTimeMilliseconds(ms.GetInt64()).UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture);
                    table.Row(edge.Word("from"), edge.Word("kind"), edge.Word("to"), edge.Word("calls"), edge.Word("errors"), seen);
                }

                call.Console.Write(table);
            }));
    }

    public static Command Services() => Verb.Create("services", "Lists the service catalogue.", [], [], async (call, cancellationToken) =>
        call.Show(await call.Service.GetAsync("api/v1/services", cancellationToken), page =>
        {
            var table = Terminal.Table("service", "tier", "team", "environment", "depends on");
            foreach (var service in page.Items("items"))
            {
                table.Row(service.Word("workload"), service.Word("tier"), service.Word("team"), service.Word("environment"), string.Join(", ", service.Items("dependsOn").Select(one => one.GetString())));
            }

            call.Console.Write(table);
        }));
}
