package io.signalbox.router.realm;

import io.signalbox.protocol.message.Goodbye;
import io.signalbox.router.meta.SessionDirectory;
import io.signalbox.router.session.RouterSession;
import java.util.ArrayList;
import java.util.List;

/** The sessions of a realm as its meta API sees them. Confined to the realm's loop. */
final class RealmSessions implements SessionDirectory {
    private final Realm realm;

    RealmSessions(Realm realm) {
        this.realm = realm;
    }

    @Override
    public List<RouterSession> all() {
        List<RouterSession> open = new ArrayList<>(realm.sessions().size());
        for (Membership member : realm.sessions().all()) {
            if (member.session().isOpen()) {
                open.add(member.session());
            }
        }
        return open;
    }

    @Override
    public RouterSession find(long id) {
        Membership member = realm.sessions().find(id);
        return member != null && member.session().isOpen() ? member.session() : null;
    }

    @Override
    public void kill(RouterSession session, Goodbye goodbye) {
        Membership member = realm.sessions().find(session.id());
        member.sayGoodbye(goodbye);
        member.cutUnlessAnswered();
        realm.depart(member);
    }

    @Override
    public void killSilently(List<RouterSession> sessions, Goodbye goodbye) {
        List<Membership> members = new ArrayList<>(sessions.size());
        for (RouterSession session : sessions) {
            Membership member = realm.sessions().find(session.id());
            member.sayGoodbye(goodbye);
            member.cutUnlessAnswered();
            members.add(member);
        }
        realm.departSilently(members);
    }
}
