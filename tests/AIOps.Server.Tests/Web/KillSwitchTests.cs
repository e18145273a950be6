using System.Net;
using System.Net.Http.Json;
using System.Text.Json;

namespace AIOps.Server.Tests.Web;

public sealed class KillSwitchTests
{
    [Test]
    public async Task Switch_IsPulledWithAReason_Listed_AndLifted()
    {
        await using var host = await WebHost.StartAsync();
        var stranger = await host.Stranger.PutAsJsonAsync("/api/v1/kill-switches/global", new { reason = "why not" });
        var without = await host.Client.PutAsJsonAsync("/api/v1/kill-switches/global", new { reason = " " });
        var unknown = await host.Client.PutAsJsonAsync("/api/v1/kill-switches/everything", new { reason = "odd" });
        var pulled = await host.Client.PutAsJsonAsync("/api/v1/kill-switches/service:payments", new { reason = "migration" });
        var list = await host.Client.GetFromJsonAsync<JsonElement>("/api/v1/kill-switches");
        var lifted = await host.Client.DeleteAsync("/api/v1/kill-switches/service:payments");
        var again = await host.Client.DeleteAsync("/api/v1/kill-switches/service:payments");
        var audit = await host.Client.GetFromJsonAsync<JsonElement>("/api/v1/audit");
        Assert.Multiple(() =>
        {
            Assert.That((stranger.StatusCode, without.StatusCode, unknown.StatusCode, pulled.StatusCode), Is.EqualTo((HttpStatusCode.Unauthorized, HttpStatusCode.BadRequest, HttpStatusCode.BadRequest, HttpStatusCode.OK)));
            Assert.That(list.GetProperty("items")[0].GetProperty("by").GetString(), Is.EqualTo("ada"));
            Assert.That((lifted.StatusCode, again.StatusCode), Is.EqualTo((HttpStatusCode.NoContent, HttpStatusCode.NotFound)));
            Assert.That(audit.GetProperty("items").EnumerateArray().Select(item => item.GetProperty("entry").GetProperty("action").GetString()), Is.EqualTo(new[] { "kill-switch.pulled", "kill-switch.lifted" }));
        });
    }
}
